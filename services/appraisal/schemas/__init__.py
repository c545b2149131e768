"""What is taken and answered: marshmallow schemas, one module per subject."""
