"""Events: shortlists for a post (人岗相适)."""
