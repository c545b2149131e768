"""Selected graduates (选调生) and their ten years."""
