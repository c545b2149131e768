"""Events: secondments (挂职、跟岗)."""
