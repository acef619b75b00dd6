"""Text recognition: the lines on a picture of a page, found on this machine (docs/adr/0024)."""
