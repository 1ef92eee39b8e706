"""Mail as mailers write it, made whole: bytes → repaired tree → text, addresses, names and unfolded attachments."""
