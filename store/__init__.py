"""What qc-intake remembers."""
