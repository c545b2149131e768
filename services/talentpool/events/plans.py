"""Events: the 5122 plan (5122计划): cycles, tiers with quotas, batches."""
