"""What the data of earlier releases go through, in order; see `servicekit.migrations`."""
