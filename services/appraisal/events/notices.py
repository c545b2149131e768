"""Events: notice to the person and review (告知与复核)."""
