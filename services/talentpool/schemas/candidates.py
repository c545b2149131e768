"""Schemas: the read model of the roster that searches are answered from."""
