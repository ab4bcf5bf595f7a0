"""What a person takes home: a script, and tables of results."""
