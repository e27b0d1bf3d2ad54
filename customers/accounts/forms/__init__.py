"""Labels and widgets over the schemas of people and businesses."""
