"""The page; imports core, and nothing imports it."""
