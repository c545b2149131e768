"""What training refuses, by subject; each with a code of its own."""
