"""The tables of what a server keeps in the library's folder: people's tokens, and the log of their questions."""

from pathlib import Path

from ingest.own_database import OwnDatabase
from ingest.owned_files import SERVICE

VERSION = 1  # of the tables; stored as SQLite's user_version

TABLES = """
CREATE TABLE people (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, owner INTEGER NOT NULL, hash TEXT NOT NULL, made TEXT NOT NULL,
    revoked TEXT);
CREATE TABLE asked (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, person TEXT NOT NULL, through TEXT NOT NULL, question TEXT NOT NULL,
    understood TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, answer TEXT NOT NULL, cited TEXT NOT NULL);
CREATE INDEX asked_by_time ON asked (at);
"""


def service_database(library: Path) -> OwnDatabase:
    """The file in the library's folder, which has to be there."""
    return OwnDatabase(library / SERVICE, TABLES, VERSION, "the tokens and the log of questions")
