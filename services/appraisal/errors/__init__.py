"""The refusals, one module per subject; each says what is wrong, where, and by which rule."""
