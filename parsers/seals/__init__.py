"""Seals on the picture of a page: where they are, and what they say."""
