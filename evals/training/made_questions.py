"""Questions made by rule out of headings, lists, tables and plain statements of Markdown papers."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from evals.training.training_pairs import Question, Sentence, Source, split

HEADING = re.compile(r"^#{1,6}\s*(.+?)\s*#*$")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.+)")
RULE = re.compile(r"^[\s|:-]+$")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
NOISE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{:.*?\}|<[^>]+>|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
TITLE = re.compile(r"^title:\s*['\"]?(.+?)['\"]?\s*$", re.MULTILINE)

MODAL = r"(must|should|will|can|may|shall|need to|needs to|have to|has to)"
ASKED = re.compile(r"^(who|what|when|where|why|which|how (?!to\b)|can|do|does|is|are|should)\b", re.IGNORECASE)


def documents_source(folder: Path, rng: random.Random) -> Source:
    source = Source("documents")
    for path in sorted(folder.rglob("*.md")):
        _read(source, path.read_text(encoding="utf-8", errors="replace"), path.relative_to(folder).as_posix(), rng)
    return source


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", NOISE.sub("", LINK.sub(r"\1", words))).strip()


def _read(source: Source, text: str, paper: str, rng: random.Random) -> None:
    front = FRONT.match(text)
    found = TITLE.search(front[1]) if front else None
    title = _plain(found[1]) if found else ""
    for heading, blocks in _sections(text[front.end() :] if front else text):
        section = _Section(source, paper, title, heading)
        lead = ""
        for kind, words in blocks:
            if kind == "item":
                section.item(lead, words)
            elif kind == "table":
                section.table(words)
            else:
                lead = section.paragraph(words)
        section.ask(rng)


def _sections(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    heading, kind = "", ""
    blocks: list[tuple[str, str]] = []
    lines: list[str] = []

    def close() -> None:
        if lines:
            blocks.append((kind, "\n".join(lines) if kind == "table" else _plain(" ".join(lines))))
            lines.clear()

    for line in text.splitlines():
        if found := HEADING.match(line):
            close()
            yield heading, blocks
            heading, blocks = _plain(found[1]), []
        elif not line.strip():
            close()
        elif found := ITEM.match(line):
            close()
            kind, lines = "item", [found[1]]
        else:
            now = "table" if line.lstrip().startswith("|") else kind if lines and kind != "table" else "paragraph"
            if now != kind:
                close()
            kind = now
            lines.append(line.strip())
    close()
    yield heading, blocks


class _Section:
    """What stands under one heading, and the questions that it answers."""

    def __init__(self, source: Source, paper: str, title: str, heading: str):
        self.source, self.paper, self.title, self.heading = source, paper, title, heading
        self.passage = f"{paper}#{heading}#{len(source.sentences)}"
        self.prose: list[int] = []
        self.lists: dict[str, list[int]] = {}
        self.tables: list[tuple[list[str], list[list[str]], list[int]]] = []

    def _add(self, texts: list[str], previous: str = "") -> list[int]:
        added: list[int] = []
        for text in texts:
            made = Sentence(text, self.paper, self.passage, self.title, self.heading, previous)
            added.extend(self.source.add([made]))
            previous = text
        return added

    def paragraph(self, words: str) -> str:
        sentences = split(words)
        self.prose += self._add(sentences)
        return sentences[-1] if sentences and sentences[-1].endswith(":") else ""

    def item(self, lead: str, words: str) -> None:
        if len(words.split()) > 1:
            self.lists.setdefault(lead, []).extend(self._add([words], lead))

    def table(self, words: str) -> None:
        rows = [[_plain(cell) for cell in line.strip().strip("|").split("|")] for line in words.splitlines()]
        rows = [row for row in rows if any(row) and not RULE.match("|".join(row))]
        columns, body = (rows[0], rows[1:]) if len(rows) > 2 else ([], [])
        body = [row for row in body if len(row) == len(columns) > 1]
        shown = ["; ".join(f"{c}: {v}" for c, v in zip(columns, row, strict=True) if v) for row in body]
        if shown:
            self.tables.append((columns, body, [i for text in shown for i in self._add([text])]))

    def ask(self, rng: random.Random) -> None:
        self._ask_heading(rng)
        for lead, items in self.lists.items():
            self._ask_list(lead, items, rng)
        for columns, rows, where in self.tables:
            self._ask_rows(columns, rows, where, rng)
        for i in self.prose:
            if question := statement_question(self.source.sentences[i].text, rng):
                self._put(question, (i,))

    def _put(self, question: str, answers: tuple[int, ...], doubtful: frozenset[int] = frozenset()) -> None:
        self.source.questions.append(Question(question, self.passage, answers, doubtful - set(answers)))

    def _ask_heading(self, rng: random.Random) -> None:
        question = heading_question(self.heading, rng)
        everything = self.prose + [i for items in self.lists.values() for i in items]
        if question and everything:
            self._put(question, tuple(everything[:2]), frozenset(everything))

    def _ask_list(self, lead: str, items: list[int], rng: random.Random) -> None:
        question = lead_question(lead, rng)
        if (
            not question
            and len(items) > 2
            and re.fullmatch(r"(?!The|On|Our|How|\w+ing )(?:\w+ ){1,5}\w+s", self.heading)
        ):
            question = f"what are the {_lowered(self.heading)}?"
        if question:
            leads = [i for i in self.prose if self.source.sentences[i].text == lead]
            picked = rng.sample(items, min(2, len(items))) + leads
            self._put(question, tuple(picked), frozenset(items))

    def _ask_rows(self, columns: list[str], rows: list[list[str]], where: list[int], rng: random.Random) -> None:
        for row, i in zip(rows, where, strict=True):
            column = rng.randrange(1, len(columns))
            if (
                0 < len(row[0].split()) <= 8
                and row[column]
                and columns[column]
                and sum(r[0] == row[0] for r in rows) == 1
            ):
                form = rng.choice(
                    ["what is the {} for {}?", "{} of {}", "which {} goes with {}?", "what {} does {} have?"]
                )
                self._put(form.format(columns[column].lower(), row[0]), (i,))


def _lowered(words: str) -> str:
    """Without the capital of its first word, unless that is an acronym."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _as_asked(words: str) -> str:
    """'your manager' as the asker says it: 'my manager'."""
    for old, new in (("you[’']re", "I'm"), ("you are", "I am"), ("yourself", "myself"), ("your", "my"), ("you", "I")):
        words = re.sub(rf"\b{old}\b", new, words, flags=re.IGNORECASE)
    return words


def heading_question(heading: str, rng: random.Random) -> str:
    words = re.sub(r"^\d[\d.)]* ", "", heading.rstrip("?:. "))
    lower = _lowered(words)
    if not 2 <= len(words.split()) <= 14:
        return ""
    if found := re.match(r"how to (.+)", lower, re.IGNORECASE):
        return f"{rng.choice(['how do I', 'how can I', 'how should we'])} {_as_asked(found[1])}?"
    if ASKED.match(words):
        return lower + "?"
    plain = len(words.split()) <= 6 and not re.search(rf"\b({MODAL}|is|are|does|on this page)\b|:", lower)
    if plain and rng.random() < 0.4:
        form = rng.choice(["what is the guidance on {}?", "what are the rules about {}?", "what do they say about {}?"])
        return form.format(lower)
    return ""


def lead_question(lead: str, rng: random.Random) -> str:
    words = lead.rstrip(": ").strip()
    if not 3 <= len(words.split()) <= 22:
        return ""
    if found := re.match(rf"((?!There|This|These)[^’',]{{1,40}}?) {MODAL}(?: (.*))?$", words):
        who, modal, rest = found.groups()
        do = {"need to": "do", "needs to": "does", "have to": "do", "has to": "does"}.get(modal)
        middle = (
            f"{do} {_lowered(who)} {modal.replace('needs', 'need').replace('has', 'have')}"
            if do
            else (f"{modal} {_lowered(who)}")
        )
        return _as_asked(f"what {middle} {rest or 'do'}?")
    if found := re.match(
        r"(?:the )?((?!these|this)[^,]{4,60}?) (?:includes?|are|is|contains?)(?: the following.*)?$",
        words,
        re.IGNORECASE,
    ):
        return _as_asked(f"{rng.choice(['what are', 'which are', 'what counts as'])} {found[1].lower()}?")
    if found := re.match(r"there are (.+)", words, re.IGNORECASE):
        return f"what are the {found[1]}?"
    return ""


def statement_question(sentence: str, rng: random.Random) -> str:
    """A question that a plain sentence answers, where its form allows one; '' otherwise."""
    if not 6 <= len(sentence.split()) <= 40 or sentence.endswith((":", "?")):
        return ""
    if found := re.match(r"If ([^,]{12,110}), ", sentence):
        return _as_asked(f"{rng.choice(['what happens if', 'what should I do if', 'what if'])} {found[1]}?")
    if found := re.match(r"To ([^,]{10,90}), ", sentence):
        return _as_asked(f"{rng.choice(['how do I', 'how can I', 'what is needed to'])} {found[1]}?")
    if found := re.match(r"([^’]{15,90}?)(?<!just),? because ", sentence):
        return _as_asked(f"why is it that {_lowered(found[1])}?")
    if found := re.match(r"(.{4,60}?) (?:is|are) responsible for ([^.,;]{8,90})", sentence):
        return _as_asked(rng.choice([f"who is responsible for {found[2]}?", f"who takes care of {found[2]}?"]))
    if found := re.match(
        rf"((?:The|A|An|All|Each|Every|[A-Z]{{2,}}) ?(?:[\w-]+ ){{0,5}}){MODAL} ((?:be )?[^.,;]{{20,90}})", sentence
    ):
        return _as_asked(rng.choice([f"who or what {found[2]} {found[3]}?", f"which {found[2]} {found[3]}?"]))
    if found := re.match(
        r"((?:The |A |An )?(?:[A-Z][\w-]*|[a-z-]+)(?: [\w-]+){0,3}) (?:is|are) (?:an?|the) ", sentence
    ):
        subject = found[1]
        if subject.split()[0].lower() not in {
            "this",
            "these",
            "it",
            "there",
            "that",
            "here",
            "we",
            "you",
            "they",
            "if",
        }:
            return f"what {'is' if ' is ' in sentence[: len(subject) + 5] else 'are'} {_lowered(subject)}?"
    return ""
