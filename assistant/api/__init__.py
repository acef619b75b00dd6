"""The front door for other programs; what is public of it is named in `assistant.__all__`."""
