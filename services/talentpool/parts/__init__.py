"""The commands and queries by subject; `service.py` puts them together."""
