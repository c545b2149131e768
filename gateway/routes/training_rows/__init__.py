"""The rows of the training area by subject; `gateway.routes.training` puts them together."""
