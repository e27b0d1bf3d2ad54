"""What may come in about people and businesses."""
