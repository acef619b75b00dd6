"""How we measure the program itself. Not part of the installed program."""
