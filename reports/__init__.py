"""What the secretariat reads."""
