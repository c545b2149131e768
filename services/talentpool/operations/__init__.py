"""What the service offers, by subject: each operation declared once; see `servicekit.operations`."""
