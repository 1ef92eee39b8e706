"""A whole store read again, and a mail checked without filing it."""
