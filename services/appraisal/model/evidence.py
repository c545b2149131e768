"""Evidence that events bring (研判素材)."""
