"""Files of questions, one module for each format."""
