"""Who may ask: people with a token each, of which only a hash is kept."""

import datetime
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from assistant.service.database import service_database
from assistant.text.sanitize import whole
from ingest.errors import PolicyError

OWNER = "owner"  # who holds the token that a server makes for itself
NAME = re.compile(r"\w[\w.@-]{0,59}")
CURE = "list them: policy token list"


@dataclass(frozen=True)
class Person:
    """Somebody who may ask. An owner may also change the library where a server lets anybody do so.

    `id` is never given to somebody else, also where the name is; 0 is the holder of a server's own token.
    """

    id: int
    name: str
    owner: bool
    made: datetime.datetime


class People:
    """Those who may ask the library in a folder. Every call reads the file: who is revoked is out at once, in servers
    that run too. Any thread may call. Raises LibraryError if the file can't be used."""

    def __init__(self, library: Path):
        self._database = service_database(library)

    def add(self, name: str, owner: bool = False) -> str:
        """Makes a token and returns it; it can't be shown again. Raises PolicyError for a name that is taken or can't
        be one."""
        if not NAME.fullmatch(name) or name == OWNER:
            raise PolicyError(
                f"'{name}' can't be a name",
                f"use up to 60 letters, digits, dots, dashes, underscores and @, and not '{OWNER}'",
            )
        token = f"policy-{secrets.token_urlsafe(32)}"
        with self._database.open() as db:
            db.execute("BEGIN IMMEDIATE")
            if self._named(name):
                raise PolicyError(f"{name} has a token already", f"revoke it first: policy token revoke {name}")
            db.execute(
                "INSERT INTO people (name, owner, hash, made) VALUES (?,?,?,?)", (name, owner, _hash(token), _now())
            )
        return token

    def revoke(self, name: str) -> None:
        """Makes a person's token worthless. Raises PolicyError where nobody of this name has one."""
        found = self._named(name)
        if found is None:
            raise PolicyError(f"nobody named '{name}' has a token", CURE)
        with self._database.open() as db:
            db.execute("UPDATE people SET revoked = ?, hash = '' WHERE id = ?", (_now(), found.id))

    def _named(self, name: str) -> Person | None:
        return next((each for each in self.all() if each.name.casefold() == name.casefold()), None)

    def all(self) -> list[Person]:
        """Those who hold a token, by name."""
        return sorted((person for person, _ in self._read()), key=lambda person: person.name.casefold())

    def names(self) -> dict[int, str]:
        """The names of all who ever had a token, by id."""
        if not self._database.path.exists():
            return {}
        with self._database.open() as db:
            return dict(db.execute("SELECT id, name FROM people"))

    def holder(self, id: int) -> Person:
        """The person with this id. Raises PolicyError where they hold no token any more."""
        for person, _ in self._read():
            if person.id == id:
                return person
        raise PolicyError("your token has been revoked", "ask whoever runs this library for another")

    def known(self, token: str) -> Person | None:
        """Whose token this is; None where it is nobody's."""
        given, found = _hash(token), None
        for person, kept in self._read():
            if hmac.compare_digest(given, kept):
                found = person
        return found

    def _read(self) -> list[tuple[Person, str]]:
        if not self._database.path.exists():
            return []
        with self._database.open() as db:
            rows = db.execute("SELECT id, name, owner, made, hash FROM people WHERE revoked IS NULL").fetchall()
        return [
            (Person(id, name, bool(owner), datetime.datetime.fromisoformat(made)), kept)
            for id, name, owner, made, kept in rows
        ]


class Gate:
    """Who is let in by a server: the people of the library; or, where there were none when it started, whoever has
    `own_token`, which the server prints and which ends with it."""

    def __init__(self, people: People):
        self._people = people
        self.names = [person.name for person in people.all()]
        self.own_token = "" if self.names else secrets.token_urlsafe(32)

    def person(self, token: str | None) -> Person | None:
        if not token:
            return None
        if self.own_token and hmac.compare_digest(_hash(token), _hash(self.own_token)):
            return Person(0, OWNER, True, datetime.datetime.now().astimezone())
        return self._people.known(token)

    def still_knows(self, person: Person) -> bool:
        """Whether somebody who was let in may stay."""
        if not person.id:
            return bool(self.own_token)
        return any(each.id == person.id for each in self._people.all())


def _hash(token: str) -> str:
    """Tokens have 256 random bits, so a plain hash can't be guessed backwards."""
    return hashlib.sha256(whole(token).encode()).hexdigest()


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
