"""Letters on their way out, once each."""
