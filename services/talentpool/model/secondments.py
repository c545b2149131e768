"""Secondments (挂职、跟岗)."""
