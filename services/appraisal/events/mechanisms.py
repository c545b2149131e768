"""Events: mechanisms of appraisal (考察制度机制)."""
