"""What training takes and answers, one module per subject."""
