"""Members of the pool (年轻干部库成员)."""
