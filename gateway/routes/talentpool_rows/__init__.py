"""The rows of the talentpool area by subject; `gateway.routes.talentpool` puts them together."""
