"""Schemas: contact points (干部工作联系点)."""
