"""The rows of the supervision area by subject; `gateway.routes.supervision` puts them together."""
