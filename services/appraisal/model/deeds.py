"""Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""
