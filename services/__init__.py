"""The services of the platform. Each imports servicekit and itself, never another service."""
