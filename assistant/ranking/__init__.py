"""Which candidates answer, and how likely the best of them is right."""
