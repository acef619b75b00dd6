"""`python -m assistant` is `policy`."""

from assistant.cli.main import main

main()
