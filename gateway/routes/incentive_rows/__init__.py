"""The rows of the incentive area by subject; `gateway.routes.incentive` puts them together."""
