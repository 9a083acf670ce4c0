"""Reading across the cycle: what was learnt, where a programme stands, and the line of sight."""
