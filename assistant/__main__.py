"""`python -m assistant` is `policy`."""

from assistant.cli import main

main()
