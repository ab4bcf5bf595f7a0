"""What the page and the report say of a search: facts in, sentences out, as markdown."""
