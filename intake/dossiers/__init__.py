"""All that one sender filed: papers become entries with material slots, judged beside what the store knows."""
