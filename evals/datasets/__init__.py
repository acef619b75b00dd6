"""Questions with gold answers."""
