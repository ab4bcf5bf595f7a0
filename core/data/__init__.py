"""From bytes to a typed table, and where tables are kept."""
