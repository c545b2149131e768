"""Events: combined searches (组合查询)."""
