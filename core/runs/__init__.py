"""Runs: kept in the store, taken in order, trained by workers."""
