"""From what was found to the letter that goes out: who gets it, what it tells, what goes along."""
