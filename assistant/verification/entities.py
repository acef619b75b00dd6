"""Checks that the bodies, people and places in a statement are in the words cited or their headings."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import pairwise

from assistant.text.plain import AUXILIARY, Token, tokens
from assistant.text.tokens import STOP, stem
from ingest.acronyms import acronyms
from ingest.dates import MONTH

SMALL = frozenset("of for and the in on to a an & de von van".split())
# Words for bodies and posts even without capitals; a different one in the statement means a different body.
BODIES = frozenset(
    """agency assembly authority board cabinet chair chairman chairperson commission commissioner committee council
    councillor court director executive forum governor minister ministry ombudsman parliament regulator secretary senate
    subcommittee treasurer tribunal trustee mayor inspector auditor registrar comptroller""".split()
)
MASS = frozenset(
    """access accommodation advice aid attendance attention awareness care cash change clarity collaboration commitment
    communication compensation competition compliance concern conduct confidence consent consultation content cost
    council coverage crime damage data debt delivery demand detail education effort emphasis employment energy
    engagement equipment equality equity evidence example experience expenditure expertise failure feedback finance
    food freedom funding future general good governance government growth guidance health help housing improvement
    inclusion income increase inflation influence information infrastructure input insurance intelligence interest
    investment involvement knowledge labour land language law leadership learning leave legislation management material
    membership money national new nothing ownership participation partnership pay payment people performance permission
    planning policy power practice pressure prevention privacy progress property public quality rain reason recruitment
    reform research residence responsibility risk safety satisfaction school scope scrutiny security service software
    space spending staff success support sustainability technology test time trade traffic training transparency
    transport travel treatment trust turnout use value variation violence waste water wealth welfare well-being
    wellbeing winter work workforce work-force young youth today tomorrow yesterday everyone everything anyone anything
    someone something nobody whether once overall additionally according given due based despite within throughout per
    regarding concerning following including excluding during since unless although even every each another other many
    several few less more most much various certain two three four five six seven eight nine ten one none instead rather
    yes no please note local""".split()
)
VERBAL = frozenset(
    "has have had will would shall should can could may might must is was are were does did do plans aims wants "
    "intends expects says said hopes proposes seeks needs".split()
)
DERIVED = re.compile(r"(?:ing|ed|ly|tion|sion|ment|ity|ness|ance|ence|ship|ism|ics|al|ous|ive|able|s)\Z")
BRACKETS = re.compile(r"\([^()]{1,80}\)")
FORM = 6  # letters; a longer word may be a form of one with at least this many
_TITLES = frozenset("mr mrs ms dr prof sir dame lord lady cllr the".split())


@dataclass(frozen=True)
class Name:
    """A run of capitalised words; `words` and `stems` leave out small ones, `written` is the original."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    written: str


def name_missing(statement: str, quote: str, context: str) -> str:
    """The reason if a name in a statement is not in the words cited or the context; empty if all are. Plain texts."""
    cited = f"{quote} . {context}"
    said = [token for token in tokens(cited) if token.is_word and token.word not in SMALL]
    stems = [token.stem for token in said]
    short = _acronyms(f"{quote} . {context} . {statement}", [token.word for token in said])
    known = set(stems) | {part for each in short for part in each.split()}
    proper = set(stems) - {token.stem for token in said if token.written[0].islower()}
    written = {token.word.removesuffix("s") for token in said} | {token.word for token in said}
    outside = [token.stem for token in said if not any(start < token.start < end for start, end in _brackets(cited))]
    joined = {one.word + other.word: (one.stem, other.stem) for one, other in pairwise(said)}
    for name in names(statement, known, proper):
        forms = tuple(
            part for each, word in zip(name.stems, name.words, strict=True) for part in joined.get(word, (each,))
        )
        if not (
            any(_stands(form, each, {}) for form in (name.stems, forms) for each in (stems, outside))
            or _stands(name.stems, stems, short)
            or (len(name.stems) > 1 and "".join(each[0] for each in name.stems) in written)
        ):
            return f"the name '{name.written}' is not in the words cited"
    return _other_body(statement, quote, context, known)


def names(statement: str, known: Set[str] = frozenset(), proper: Set[str] = frozenset()) -> list[Name]:
    """The names in a statement. Its first word counts if it can hardly be anything else.

    `known` are stems of the words cited; `proper` those they always write with a capital.
    """
    found: list[Name] = []
    run: list[Token] = []
    for token in [*tokens(statement), Token(".", len(statement), len(statement), 0, ".")]:
        if _is_capital(token) or (run and token.word in SMALL and token.is_word):
            run.append(token)
            continue
        found += _named(statement, run, token, known, proper)
        run = []
    return found


def _named(statement: str, run: list[Token], following: Token, known: Set[str], proper: Set[str]) -> Iterable[Name]:
    while run and run[-1].word in SMALL:
        run.pop()
    if run and _opens(statement, run[0]) and not _is_name_at_start(run, following, known, proper):
        run = run[1:]
    for part in _parts(run):
        kept = [token for token in part if token.word not in SMALL | _TITLES and not re.fullmatch(MONTH, token.word)]
        kept = [token for token in kept if not (token.word in STOP and token.written.istitle())]
        if kept:
            words = tuple(token.word for token in kept)
            yield Name(words, tuple(token.stem for token in kept), statement[kept[0].start : kept[-1].end])


def _parts(run: list[Token]) -> Iterable[list[Token]]:
    """The run split at words such as 'and' and 'in', which may join two names."""
    part: list[Token] = []
    for token in run:
        if token.word in ("and", "in", "on", "to", "for"):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _is_capital(token: Token) -> bool:
    return token.is_word and token.written[0].isupper() and not any(map(str.isdigit, token.word))


def _opens(statement: str, token: Token) -> bool:
    before = statement[: token.start].rstrip(" \"'([*-#>")[-1:]
    return not before or before in ".!?:|"


def _is_name_at_start(run: list[Token], following: Token, known: Set[str], proper: Set[str]) -> bool:
    first = run[0]
    if len(first.written) > 1 and first.written.isupper():
        return True
    if first.stem in known:
        return first.stem in proper and len(run) > 1 and run[1].word not in SMALL and first.word not in STOP
    if first.word in STOP or first.word in AUXILIARY or first.word in MASS:
        return False
    if len(run) > 1 and run[1].word not in SMALL:
        return first.word not in _TITLES and not DERIVED.search(first.word)
    return following.word in VERBAL and not DERIVED.search(first.word)


def _stands(name: tuple[str, ...], stems: list[str], short: dict[str, tuple[str, ...]]) -> bool:
    """Whether the words of a name occur close together; an acronym matches its words, and the other way round."""
    parts = tuple(part for each in name for part in short.get(each, (each,)))
    if len(parts) == 1:
        return any(_same(parts[0], each) for each in stems)
    wanted, reach = set(parts), len(parts) + 1 + len(parts) // 3
    places = [n for n, each in enumerate(stems) if each in wanted]
    return any(wanted <= set(stems[at : at + reach]) for at in places)


def _same(one: str, other: str) -> bool:
    """Whether two stems are the same, or one extends the other: 'parliament', 'parliamentari'."""
    return one == other or (min(len(one), len(other)) >= FORM and (one.startswith(other) or other.startswith(one)))


def _brackets(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in BRACKETS.finditer(text)][:100]


def _acronyms(text: str, words: list[str]) -> dict[str, tuple[str, ...]]:
    """What acronyms stand for, as stems: those the text defines, and those whose words occur in it."""
    found = {
        short.lower(): tuple(stem(word) for word in long.split() if word not in SMALL)
        for short, long in acronyms(text[:20_000]).items()
    }
    initials = "".join(word[0] for word in words)
    for token in tokens(text):
        written = token.written.removesuffix("'s")
        if 2 <= len(token.word) <= 6 and written[:-1].isupper():
            short = token.word.removesuffix("s") if written.endswith("s") else token.word
            at = initials.find(short)
            if at >= 0 and short not in found and len(short) > 1:
                found[short] = tuple(stem(word) for word in words[at : at + len(short)])
    return found


def _other_body(statement: str, quote: str, context: str, known: set[str]) -> str:
    """The reason if a body or post is not in the words cited but another is: 'the board' for 'the committee'."""
    bodies = {stem(word) for word in BODIES}
    cited = {token.stem for token in tokens(quote)} & bodies
    for token in tokens(statement):
        if token.stem in bodies and token.stem not in known and cited:
            return f"the words cited do not say this about the {token.word}"
    return ""
