"""E-mails: who wrote to whom, when, and the words as they are read."""

import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import seeds
from outlook import msg_file

from ingest.errors import PaperError
from ingest.formats.mail import members, read
from ingest.paper import Outline


def outline_of(tmp_path: Path, data: bytes, suffix: str = ".eml") -> Outline:
    path = tmp_path / f"mail{suffix}"
    path.write_bytes(data)
    return read(path)


def texts(outline: Outline) -> list[str]:
    return [outline.text[block.words : block.end] for block in outline.blocks]


@pytest.mark.parametrize("suffix", [".eml", ".msg"])
def test_subject_people_date_and_words_are_read(tmp_path: Path, suffix: str):
    outline = outline_of(tmp_path, seeds.MADE[suffix](), suffix)

    assert texts(outline) == [
        "Gates of the parks",
        "From: Ann Lee (ann@town.example)",
        "To: The board (board@town.example)",
        "Date: 31 January 2020",
        "The keeper opens the gates at dawn.",
        "Gates close at dusk.",
    ]
    assert (outline.title, outline.date) == ("Gates of the parks", datetime.date(2020, 1, 31))
    assert [member.name for member in members(tmp_path / f"mail{suffix}")] == ["gates.csv"]


def test_the_web_page_of_a_message_is_read_with_its_tables(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Fees"
    message.set_content("see the page")
    rows = "<tr><th>Park</th><th>Fee</th></tr><tr><td>North</td><td>£5</td></tr>"
    message.add_alternative(f"<style>p {{}}</style><p>The fees from May:</p><table>{rows}</table>", "html")

    outline = outline_of(tmp_path, bytes(message))

    assert texts(outline)[1:] == ["The fees from May:", "Park | Fee", "North | £5"]
    assert outline.blocks[-1].columns == ("Park", "Fee")


def test_the_marks_before_quoted_lines_are_no_words(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("Agreed by the board.\n\n> > The keeper opens the gates at dawn.\n> Gates close at dusk.\n")

    assert ">" not in outline_of(tmp_path, bytes(message)).text


def test_pictures_in_the_words_are_not_attached(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("The keeper opens the gates at dawn.")
    message.add_related(b"x", "image", "png", cid="<logo>", filename="logo.png")
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(message))

    assert list(members(path)) == []


def test_an_unknown_encoding_and_headers_against_the_rules_cost_no_words(tmp_path: Path):
    data = b"From: <<\r\nSubject: =?nope?B?x?=\r\nDate: soon\r\nContent-Type: text/plain; charset=nope\r\n\r\n"
    outline = outline_of(tmp_path, data + "The gates are kept by François.".encode())

    assert "The gates are kept by François." in outline.text
    assert outline.date is None


def test_a_message_in_a_message_of_outlook_is_told_of(tmp_path: Path):
    (warning,) = outline_of(tmp_path, msg_file(attached=None), ".msg").warnings

    assert (warning.what, warning.cure) == ("an attached message", "open it, save it as .eml, and add that")


@pytest.mark.parametrize("suffix", [".eml", ".msg"])
def test_what_is_no_email_is_refused(tmp_path: Path, suffix: str):
    with pytest.raises(PaperError, match="is not one" if suffix == ".msg" else "not an e-mail"):
        outline_of(tmp_path, b"The keeper opens the gates at dawn.\n", suffix)


def test_earlier_messages_stand_below_headings_of_their_own(tmp_path: Path):
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Lee <ann@town.example>", "Re: Gates"
    message.set_content(
        "Dear Bo,\n\nThe gates open at six.\n\nRegards,\n\nAnn\n\n-- \nAnn Lee, Keeper\n\nThe Lodge\n\n"
        "On Mon, 4 Mar 2024 at 10:15, Bo Park\n<bo@town.example> wrote:\n> Do the gates open at seven?\n"
        "They close at nine.\n\n-----Original Message-----\nFrom: Cy Day\nSent: 1 March 2024 09:00\nTo: Ann Lee\n\n"
        "The gates open at eight.\n> Are there gates?\n"
    )

    outline = outline_of(tmp_path, bytes(message))
    under = {outline.text[each.words : each.end]: each.headings[1:] for each in outline.blocks}

    assert under["The gates open at six."] == under["The Lodge"] == ()
    assert under["Do the gates open at seven?"] == (
        "Earlier message: Mon, 4 Mar 2024 at 10:15, Bo Park <bo@town.example>",
    )
    assert under["They close at nine."] == ("Reply of Ann Lee (ann@town.example)",)
    assert under["The gates open at eight."] == ("Earlier message: Cy Day, 1 March 2024 09:00",)
    assert under["Are there gates?"] == ("Earlier message",)
    assert {"Regards,", "To: Ann Lee"} < {*texts(outline)}


def test_the_earlier_message_in_a_web_page_stands_below_its_heading(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "FW: Gates"
    message.set_content("see the page")
    head = "<p><b>From:</b> Bo Park<br><b>Sent:</b> 4 March 2024 10:15<br><b>To:</b> Ann<br><b>Subject:</b> Gates</p>"
    message.add_alternative(f"<p>See below.</p>{head}<h2>Hours</h2><p>The gates open at six.</p>", "html")

    outline = outline_of(tmp_path, bytes(message))

    assert texts(outline)[1:] == [
        "See below.",
        "Earlier message: Bo Park, 4 March 2024 10:15",
        "To: Ann",
        "Subject: Gates",
        "Hours",
        "The gates open at six.",
    ]
    assert outline.blocks[-1].headings[-1] == "Earlier message: Bo Park, 4 March 2024 10:15"


def test_a_sentence_about_writing_begins_no_earlier_message(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("On the matter of gates Bo wrote:\n\nOpen them.\n\nFrom: Monday\n\nThe date: 4 March\n")

    assert not any("Earlier" in text for text in texts(outline_of(tmp_path, bytes(message))))


@pytest.mark.parametrize(
    "words",
    [
        "Your trip is booked:\nFrom: London\nTo: Leeds\nDate: 4 May 2024\nThe hotel costs 80 pounds a night.\n",
        'On 3 May 2024 the auditors wrote:\n"The accounts are sound."\nWe shall therefore pay the grant on 1 June.\n',
        "On paragraph 4.12 the auditors wrote:\nThe accounts are sound.\nWe shall therefore pay the grant on 1 June.\n",
        "On 3 May 2024 at 10:15 the clerk wrote:\nThe accounts are sound.\nWe shall therefore pay the grant.\n",
    ],
    ids=["a journey", "what somebody wrote", "a paragraph", "what somebody wrote at a time"],
)
def test_words_that_only_look_like_the_head_of_an_earlier_message_are_the_sender_s_own(tmp_path: Path, words: str):
    message = EmailMessage()
    message["Subject"] = "News"
    message.set_content(words)
    read = outline_of(tmp_path, bytes(message))

    assert not any("Earlier message" in text for text in texts(read))
    assert " ".join(words.split()) in " ".join(read.text.split())


def test_a_name_in_small_letters_is_no_sender_s_own_words(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("Fine.\n\nOn Mon, 4 Mar 2024 at 10:15, a park wrote:\n\nDo the gates open at seven?\n")

    outline = outline_of(tmp_path, bytes(message))

    assert outline.blocks[-1].headings[-1] == "Earlier message: Mon, 4 Mar 2024 at 10:15, a park"


QUOTE = "<p>Do the gates open at seven?</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<p>On 4 March 2024 at 10:15, Bo Park wrote:</p><blockquote>{QUOTE}</blockquote>",
        f"<blockquote type='cite'><p>On 4 March 2024 at 10:15, Bo Park wrote:</p>{QUOTE}</blockquote>",
        "<div class='gmail_quote'><div class='gmail_attr'>On 4 March 2024 at 10:15, Bo Park wrote:<br></div>"
        f"<blockquote class='gmail_quote'>{QUOTE}</blockquote></div>",
    ],
    ids=["set in", "cited", "by Gmail"],
)
def test_the_words_below_what_a_web_page_quotes_are_the_sender_s_own(tmp_path: Path, page: str):
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Lee <ann@town.example>", "Re: Gates"
    message.set_content("see the page")
    message.add_alternative(f"<p>Dear Bo,</p>{page}<p>No, they open at six.</p>", "html")

    outline = outline_of(tmp_path, bytes(message))
    under = {outline.text[each.words : each.end]: each.headings[1:] for each in outline.blocks}

    assert under["Dear Bo,"] == ()
    assert under["Do the gates open at seven?"] == ("Earlier message: 4 March 2024 at 10:15, Bo Park",)
    assert under["No, they open at six."] == ("Reply of Ann Lee (ann@town.example)",)


@pytest.mark.parametrize(
    "kind", ["", " class='pull-quote'", " class='blockquote'"], ids=["plain", "pulled", "Bootstrap"]
)
def test_words_that_a_sender_sets_in_are_the_sender_s_own(tmp_path: Path, kind: str):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("see the page")
    quoted = f"<blockquote{kind}>Gates close at dusk.</blockquote>"
    message.add_alternative(f"<p>Rule 4 says:</p>{quoted}<p>So be it.</p>", "html")

    assert texts(outline_of(tmp_path, bytes(message)))[1:] == ["Rule 4 says:", "Gates close at dusk.", "So be it."]


def test_a_message_that_gmail_forwards_stands_below_its_heading(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Fwd: Gates"
    message.set_content("see the page")
    forwarded = (
        "<div class='gmail_quote'><div class='gmail_attr'>---------- Forwarded message ---------<br>From: <b>Bo Park"
        "</b> &lt;bo@town.example&gt;<br>Date: Mon, 4 Mar 2024 at 10:15<br>Subject: Gates"
        "<br>To: Ann &lt;ann@town.example&gt;<br></div><br><br>They open at six.<br></div>"
    )
    message.add_alternative(f"<div>See below.<br><br>{forwarded}</div>", "html")

    outline = outline_of(tmp_path, bytes(message))
    under = {outline.text[each.words : each.end]: each.headings[1:] for each in outline.blocks}

    assert under["See below."] == ()
    heading = "Earlier message: Bo Park <bo@town.example>, Mon, 4 Mar 2024 at 10:15"
    assert under["They open at six."] == (heading,)


def test_the_signature_of_a_message_is_no_attached_file(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("They open at six.")
    message.add_attachment(b"0", "application", "pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"Park,Opens", "text", "csv", filename="gates.csv")
    (tmp_path / "mail.eml").write_bytes(bytes(message))

    assert [member.name for member in members(tmp_path / "mail.eml")] == ["gates.csv"]


def test_an_encrypted_message_is_refused_in_plain_words(tmp_path: Path):
    head = b"Subject: Gates\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\n"

    with pytest.raises(PaperError, match="encrypted"):
        outline_of(tmp_path, head + b"0")
