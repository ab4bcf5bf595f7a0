"""From the bytes of a file to a table of cells as they are written."""
