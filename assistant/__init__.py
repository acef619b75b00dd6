"""From a question to a cited, checked answer."""
