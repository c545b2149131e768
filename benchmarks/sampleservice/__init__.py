"""The smallest service of the platform: a query without work and a command that makes one thing."""
