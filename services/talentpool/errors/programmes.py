"""Refusals: programmes of 七个一批."""
