"""Where Chroma keeps the vectors: in a folder of the library, or on a server that several machines can reach."""

import os
import sqlite3
import ssl
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr

from ingest.disk_space import ROOM, is_full
from ingest.errors import LibraryError, SettingsError
from ingest.importing_chroma import importing_chroma
from ingest.permissions import FOLDER
from ingest.untrusted_files import need_safe

with importing_chroma():
    import chromadb
    import chromadb.api.rust  # which it imports by name once a folder is opened
    import httpx
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


SMALL = "tenants databases collections collection_metadata segments segment_metadata migrations".split()  # of Chroma
LONGEST = 60  # seconds to read them, which takes 20 ms
READ = """
import sqlite3, sys
address, *tables = sys.argv[1:]
db = sqlite3.connect(address, uri=True, timeout=30)
db.execute("PRAGMA trusted_schema = OFF")
kinds = "CREATE TABLE ", "CREATE VIRTUAL TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX "
for (sql,) in db.execute("SELECT CAST(sql AS TEXT) FROM sqlite_master WHERE sql IS NOT NULL"):
    if not sql.startswith(kinds):
        sys.exit("it holds more than tables")
for table in tables:
    db.execute(f"SELECT * FROM {table}").fetchall()
"""


class Store(Protocol):
    """Where vectors are kept. For people, `where` names it and `cure` says what to do after an error."""

    @property
    def collection(self) -> str: ...

    @property
    def where(self) -> str: ...

    def cure(self, error: BaseException) -> str: ...

    def open(self) -> "ClientAPI": ...

    def close(self, client: "ClientAPI") -> None: ...


@dataclass(frozen=True)
class Folder:
    """Chroma's own files in `path`. One process may write; an open client answers queries as of when it was opened."""

    path: Path
    collection: str = "passages"

    @property
    def where(self) -> str:
        return f"in {self.path}"

    def cure(self, error: BaseException) -> str:
        if is_full(self.path, error):
            return ROOM
        if "locked" in str(error):
            return "another process is using them: try again in a moment"
        if self.path.exists() and not os.access(self.path, os.W_OK):
            return "check its permissions: Chroma must be able to write there, even to search"
        return "rebuild it: policy ingest --rebuild"

    def open(self) -> "ClientAPI":
        self.path.mkdir(parents=True, exist_ok=True, mode=FOLDER)  # Chroma itself would let everybody in
        _need_readable(self.path / "chroma.sqlite3")
        try:
            return chromadb.PersistentClient(self.path, _settings())
        except BaseException:
            SharedSystemClient._identifier_to_system.pop(str(self.path), None)  # Chroma would keep the broken one
            raise

    def close(self, client: "ClientAPI") -> None:
        client.close()  # type: ignore[attr-defined]


def _need_readable(database: Path) -> None:
    """Raises sqlite3.DatabaseError if the small tables can't be read, since Chroma aborts on some such files, or if
    there are views or triggers: Chroma has none of its own, and would run them.

    Raises LibraryError for a database that is not safe to open.

    The tables are read in another process, which takes 20 ms: Chroma has its own copy of SQLite, which knows nothing of
    the locks that Python's holds (https://www.sqlite.org/howtocorrupt.html, 2.2.1).
    """
    need_safe(database)
    if database.exists():
        address = f"{database.absolute().as_uri()}?mode=rw"  # rw, to roll back what a killed process left unfinished
        command = [sys.executable, "-I", "-S", "-c", READ, address, *SMALL]
        try:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired:
            raise sqlite3.DatabaseError(f"its tables could not be read in {LONGEST} s") from None
        if ended.returncode:
            raise sqlite3.DatabaseError(ended.stderr.strip().rpartition("\n")[2])


@dataclass(frozen=True)
class Server:
    """A Chroma server at `url`: http or https, with a path where a proxy needs one.

    Chroma has no authentication: `token` is sent as `Authorization: Bearer` for the proxy in front of it to check. `ca`
    is a file of certificates to check the proxy's against, for an authority that the system does not know. `seconds`
    limits each request. Raises SettingsError if the address can't be used.
    """

    url: str
    token: SecretStr | None = None
    ca: Path | None = None
    seconds: float = 30

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        except ValueError:
            sound = False
        if not sound or parts.username or parts.password or parts.query or parts.fragment:
            raise SettingsError(
                "the address of the Chroma server can't be used",
                "write it as http://127.0.0.1:8000 or https://chroma.example.org; put a token in POLICY_CHROMA_TOKEN",
            )


@dataclass(frozen=True)
class Served:
    """The vectors of one library on a server, in their own collection."""

    server: Server
    collection: str

    @property
    def where(self) -> str:
        return f"on the Chroma server {self.server.url}"

    def cure(self, error: BaseException) -> str:
        return "check that the server is running and can be reached; the papers themselves are safe in the library"

    def open(self) -> "ClientAPI":
        """Raises ValueError, OSError or httpx.HTTPError if the server can't be reached, or is not Chroma."""
        headers = {"Authorization": f"Bearer {self.server.token.get_secret_value()}"} if self.server.token else {}
        self._check_alive(headers)
        with warnings.catch_warnings():  # httpx deprecates the file name that Chroma passes to it
            warnings.filterwarnings("ignore", "`verify=<str>` is deprecated", DeprecationWarning)
            client = chromadb.HttpClient(
                self.server.url.rstrip("/"),
                headers=headers,
                ssl=self.server.url.startswith("https:"),
                settings=_settings(chroma_server_ssl_verify=str(self.server.ca) if self.server.ca else None),
            )
        for session in _sessions(client):
            session.timeout = httpx.Timeout(self.server.seconds)
        return client

    def close(self, client: "ClientAPI") -> None:
        for session in _sessions(client):
            session.close()  # Chroma leaves its connections open
        client.close()  # type: ignore[attr-defined]

    def _check_alive(self, headers: dict[str, str]) -> None:
        """Checks that the server responds in time: Chroma's own client would wait for ever."""
        context = ssl.create_default_context(cafile=self.server.ca) if self.server.ca else True
        url = f"{self.server.url.rstrip('/')}/api/v2/heartbeat"
        answer = httpx.get(url, headers=headers, verify=context, timeout=self.server.seconds)
        if answer.status_code in (401, 403):
            raise LibraryError(
                f"{self.server.url} refused the request ({answer.status_code})",
                "set POLICY_CHROMA_TOKEN to the token that the proxy in front of Chroma needs",
            )
        answer.raise_for_status()
        if "nanosecond heartbeat" not in answer.json():
            raise ValueError("the server there is not Chroma")


def _sessions(client: Any) -> Iterator[httpx.Client]:
    """The connections of Chroma's client and of its admin client, which it does not expose."""
    for part in (client, client._admin_client):
        yield part._server._session


def _settings(**given: Any) -> Settings:
    """Chroma's settings, without the `.env` of the current folder, which may have come with the papers."""
    return Settings(_env_file=None, anonymized_telemetry=False, **given)  # type: ignore[call-arg]
