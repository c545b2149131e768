"""The route table: a module per area, each with its ROUTES (and IMPORTS)."""
