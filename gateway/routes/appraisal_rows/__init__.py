"""The rows of the appraisal area by subject; `gateway.routes.appraisal` puts them together."""
