"""Questions proposed from a library, for a person to accept."""
