"""The errors that people read: what happened, to which paper, and what to do next."""


class PolicyError(Exception):
    """Base class; `assistant.cli.main` prints `str(error)` and, below it, `cure`."""

    def __init__(self, message: str, cure: str = ""):
        super().__init__(message)
        self.cure = cure

    @property
    def told(self) -> str:
        """What happened and what to do next, on one line."""
        return ". ".join(filter(None, [str(self), self.cure]))

    def __reduce__(self):
        return type(self), (str(self), self.cure)


class PaperError(PolicyError):
    """One paper could not be added; the others continue."""


class NoPaper(PaperError):
    """A file that a folder may well hold beside papers, such as a photograph: it is left out, and nothing failed."""


class LibraryError(PolicyError):
    """The library is locked, damaged, made with another encoder, or missing."""


class SettingsError(PolicyError):
    """A setting is unknown or has a value that can't be used."""
