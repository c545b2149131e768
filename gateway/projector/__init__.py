"""Keeps the read models: `python -m gateway.projector` follows the services' events, `… rebuild` makes them anew."""
