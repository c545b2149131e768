"""Events: selected graduates (选调生) and their ten years."""
