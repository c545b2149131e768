"""The commands and queries of the roster, by noun; `service.py` puts them together."""
