"""Shortlists for a post (人岗相适)."""
