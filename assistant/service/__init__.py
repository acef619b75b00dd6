"""Several people, one library: who may ask, whose turn it is, what is kept of it (docs/adr/0028)."""
