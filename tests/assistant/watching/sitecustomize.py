"""Put first on PYTHONPATH: each Python process, also one that others start, notes whom it calls, what it unpickles,
and which databases it opens.

A line is 'event <tab> what <tab> argv', in the file that WATCHED names.
"""

import os
import sys
from typing import Any

OF_A_SOCKET = ("socket.connect", "socket.sendto", "socket.sendmsg")  # the first argument is the socket
OTHERS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "pickle.find_class", "sqlite3.connect")
DATABASE = (".db", ".sqlite3", "-wal", "-shm", "-journal")
_busy = False


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    global _busy
    if _busy or not (event in OF_A_SOCKET + OTHERS or (event == "open" and str(arguments[0]).endswith(DATABASE))):
        return
    _busy = True  # what is noted makes no notes
    try:
        what = arguments[1:] if event in OF_A_SOCKET else arguments
        with open(os.environ["WATCHED"], "a", encoding="utf-8") as notes:
            argv = getattr(sys, "argv", ["before it began"])
            notes.write(f"{event}\t{what!r}\t{' '.join(argv)[-80:]!r}\n")
    finally:
        _busy = False


if "WATCHED" in os.environ:
    sys.addaudithook(_note)
