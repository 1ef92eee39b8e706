"""Bytes to facts: what a document says, without judging it."""
