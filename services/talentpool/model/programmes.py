"""Programmes of 七个一批."""
