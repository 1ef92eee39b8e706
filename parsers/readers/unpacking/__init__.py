"""One module per archive format: the members of an archive as values, taken out within bounds."""
