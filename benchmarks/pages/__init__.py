"""Pages drawn from a seed for measuring the finder of seals: sealed ones, and ones that only look so."""
