"""Events: talks (谈话) of an appraisal."""
