"""From a file to searchable passages; knows nothing of questions."""
