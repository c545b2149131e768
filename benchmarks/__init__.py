"""Each of the platform's figures beside the limit that the same machine sets for it, measured in the same run."""
