"""What pages read of membership: rows ready to be shown, nothing changed."""
