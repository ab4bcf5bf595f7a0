"""From cells as they are written to columns: what each is, and its cells as numbers, dates and words."""
