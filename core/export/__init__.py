"""What people take home: a script, a model, and the scores."""
