"""E-mails as Outlook saves them (.msg), by python-oxmsg."""

from collections.abc import Iterator
from pathlib import Path

import oxmsg

from ingest.formats.mail import Message
from ingest.members import Member

RECIPIENTS = {1: "To", 2: "Cc"}  # by PidTagRecipientType; 3 is a blind copy
RECIPIENT_TYPE = 0x0C15


def message(path: Path) -> Message:
    found = oxmsg.Message.load(str(path))
    files, others = [], False
    for attachment in found.attachments:
        if (data := attachment.file_bytes) is None:
            others = True
        else:
            files.append(Member.of(attachment.file_name or "attachment", data))
    sent = found.sent_date
    return Message(
        " ".join(found.subject.split()),
        tuple(_people(found)),
        sent and sent.date(),
        found.html_body or "",
        found.body or "",
        tuple(files),
        others,
    )


def _people(message: oxmsg.Message) -> Iterator[tuple[str, str]]:
    if message.sender:
        yield "From", message.sender.replace('"', "").replace("<", "(").replace(">", ")")
    named: dict[str, list[str]] = {}
    for each in message.recipients:
        kind = RECIPIENTS.get(each.properties.int_prop_value(RECIPIENT_TYPE) or 1)
        words = f"{each.name} ({each.email_address})" if each.email_address != each.name else each.name
        if kind:
            named.setdefault(kind, []).append(words.replace(" ()", ""))
    yield from ((kind, ", ".join(names)) for kind, names in sorted(named.items(), reverse=True))
