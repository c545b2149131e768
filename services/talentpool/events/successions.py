"""Events: successors and bench strength (接续)."""
