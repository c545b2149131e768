"""Talks (谈话) of an appraisal."""
