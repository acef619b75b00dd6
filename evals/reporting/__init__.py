"""Shows results as tables and web pages."""
