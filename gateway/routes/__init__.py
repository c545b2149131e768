"""The rows about services: a folder per service, a module per subject, each with its ROWS (and IMPORTS)."""
