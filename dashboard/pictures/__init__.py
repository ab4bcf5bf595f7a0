"""What the page and the report draw: facts in, pictures out, each with its sentence and the same as a table."""
