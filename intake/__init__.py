"""What qc-intake does with a mail, and what it tells the sender."""
