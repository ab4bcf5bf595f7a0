"""Searches: what to try, on which rows, and the engines that train it."""
