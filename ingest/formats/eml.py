"""E-mails as most programs save them (.eml), by the standard library."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import Any

from ingest.errors import PaperError
from ingest.formats.decode import decode
from ingest.formats.mail import Message
from ingest.members import Member

PEOPLE = "From", "To", "Cc"
ENCRYPTED = "application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"
SIGNATURES = "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"


def message(path: Path) -> Message:
    found = email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    if not any(name in found for name in ("From", "To", "Subject", "Date", "Received")):
        raise PaperError("this is not an e-mail", "check that it is the right file")
    if found.get_content_type() in ENCRYPTED:
        raise PaperError("this e-mail is encrypted or sealed", "open it in your e-mail program, and save its text")
    date = _header(found, "Date")
    return Message(
        _words(found, "Subject"),
        tuple((name, names) for name in PEOPLE if (names := _names(found, name))),
        getattr(date, "datetime", None) and date.datetime.date(),
        _body(found, "html"),
        _body(found, "plain"),
        tuple(_attached(found)),
    )


def _header(message: EmailMessage, name: str) -> Any:
    """A header, or None: one that breaks the rules makes the library raise."""
    with suppress(Exception):
        return message[name]
    return None


def _words(message: EmailMessage, name: str) -> str:
    return " ".join(_text(str(_header(message, name) or "")).split())


def _names(message: EmailMessage, name: str) -> str:
    addresses: tuple[Address, ...] = getattr(_header(message, name), "addresses", ())
    return ", ".join(_text(_person(each.display_name, each.addr_spec)) for each in addresses)


def _person(name: str, address: str) -> str:
    return f"{name} ({address})" if name and address != "<>" else name or address


def _text(words: str) -> str:
    """Without halves of characters, which stand for bytes that are in no encoding."""
    return words.encode("utf-8", "replace").decode()


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else _content(part)


def _content(part: MIMEPart) -> str:
    """In its encoding, or detected where it names none that fits."""
    try:
        words = part.get_content()
    except (LookupError, ValueError):  # an encoding that nobody knows
        return decode(_bytes(part))
    return decode(_bytes(part)) if "\ufffd" in words else _text(words)


def _attached(message: EmailMessage) -> Iterator[Member]:
    """Every file that it brings, but pictures in its text, and the messages attached to it."""
    bodies = {id(message.get_body((kind,))) for kind in ("html", "plain")}
    for part in _parts(message):
        if id(part) in bodies or part.get_content_type() in SIGNATURES:
            continue
        if not (part.get_filename() or part.get_content_type() == "message/rfc822"):
            continue
        if part.get_content_maintype() == "image" and (part.get("Content-ID") or not part.is_attachment()):
            continue
        yield Member.of(_name(part), _bytes(part))


def _parts(message: EmailMessage) -> Iterator[MIMEPart]:
    """The parts that are no more made of parts; a message attached to this one is one part."""
    waiting: list[MIMEPart] = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            waiting = [*part.iter_parts(), *waiting]
        else:
            yield part


def _name(part: MIMEPart) -> str:
    if part.get_content_type() == "message/rfc822":
        named = _words(_inner(part), "Subject").replace("/", "-").replace("\\", "-") or "message"
        return f"{named}.eml"
    return part.get_filename() or "attachment"


def _inner(part: MIMEPart) -> EmailMessage:
    """The message that a part of the type message/rfc822 is."""
    inner = part.get_payload(0)
    if not isinstance(inner, EmailMessage):
        raise PaperError("this e-mail is damaged", "open it in your e-mail program, and save it again as .eml")
    return inner


def _bytes(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return _inner(part).as_bytes()
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
