"""Combined searches (组合查询)."""
