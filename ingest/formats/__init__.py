"""One module for each format, each with `read(path) -> Outline`; imported when a file of that format is read."""
