"""What a mail is, says and asks for."""
