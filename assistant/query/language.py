"""The language of a question that is not in English, by its letters or its small words."""

import re
import unicodedata
from collections import Counter

from assistant.text.tokens import STOP

SCRIPTS = {  # the beginning of the Unicode names of letters: what they are called
    "CYRILLIC": "Cyrillic letters",
    "GREEK": "Greek",
    "ARABIC": "Arabic letters",
    "HEBREW": "Hebrew",
    "ARMENIAN": "Armenian",
    "GEORGIAN": "Georgian",
    "DEVANAGARI": "Hindi letters",
    "BENGALI": "Bengali",
    "GURMUKHI": "Punjabi",
    "GUJARATI": "Gujarati",
    "TAMIL": "Tamil",
    "THAI": "Thai",
    "CJK": "Chinese characters",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}
# The words that questions are made with, without those that names have too ('de la Rue', 'van der Berg').
SMALL_WORDS = {
    "French": """qui que quoi quel quelle quels quelles quand où ou comment pourquoi combien est sont était je tu il
        elle nous vous ils elles mon ma mes notre votre leur leurs ce cette ces un une et pour avec sans dans sur par
        pas ne puis peut peuvent doit doivent ai avez avons ont faut y plus jours""",
    "German": """wer wen wem was wann wo wie warum wieso welche welcher welches wieviel wieviele viele ist sind war
        wird werden ich du er sie wir ihr mein meine unser unsere dein deine das ein eine einen einem und oder für mit
        ohne auf bei nach nicht kein keine kann können muss müssen darf dürfen habe hat haben gibt es zu""",
    "Spanish": """quién quien quiénes qué cuál cual cuáles cuándo cuando dónde donde cómo como cuánto cuánta cuántos
        cuántas cuantos cuantas es son está están fue yo él ella nosotros ellos mi mis su sus nuestro un una unos y o
        para con sin por no se puedo puede pueden debe deben tengo tiene tienen hay que por""",
    "Italian": """chi che cosa quale quali quando dove come perché quanto quanta quanti quante è sono era io tu lui lei
        noi voi loro mio mia miei nostro nostra un una uno e o per con senza su non si posso può possono deve devono ho
        hai ha abbiamo hanno""",
    "Portuguese": """quem que qual quais quando onde como porque quanto quanta quantos quantas é são foi está eu ele ela
        nós eles meu minha seus um uma e ou para com sem por não se posso pode podem deve devem tenho tem têm há""",
    "Dutch": """wie wat wanneer waar hoe waarom welke welk hoeveel is zijn was wordt worden ik jij hij zij wij jullie
        mijn onze ons het een en of voor met zonder op bij niet geen kan kunnen moet moeten mag mogen heb heeft hebben
        er""",
    "Polish": """kto kogo co kiedy gdzie jak dlaczego jaki jaka jakie który która które ile jest są był była ja ty on
        ona my oni mój moja nasz nasze i lub dla z bez na w po przez nie się mogę może mogą musi muszą mam ma mają czy
        dni""",
    "Romanian": """cine ce când unde cum care cât câtă câți câte este sunt era eu tu el ea noi ei meu mea nostru un o și
        sau pentru cu fără pe prin nu se pot poate trebuie am are au""",
    "Welsh": """pwy beth pryd ble sut pam pa faint sawl mae yw ydy oes oedd ydw rwy dw i ti ef hi ni chi nhw fy ein eu y
        yr a ac neu ar gyfer gyda heb yn o am gan wrth nid ddim gall gallaf rhaid""",
}
# Articles and the like, which names have too.
IN_NAMES = {
    "French": "le la les l de du des d au aux",
    "German": "der die den dem des von vom zum zur im am",
    "Spanish": "el la los las de del al",
    "Italian": "il lo la i gli le l di del della dei da al",
    "Portuguese": "o a os as de do da dos das",
    "Dutch": "de den der van te",
    "Polish": "do od za",
    "Romanian": "de la din al a",
    "Welsh": "n r sy",
}
LANGUAGES = {language: frozenset(small.split()) for language, small in SMALL_WORDS.items()}
WORD = re.compile(r"[^\W\d_]+")


def language_of(question: str) -> str | None:
    """The language of a question, or what its letters are called; None for English and where it can't be told."""
    if script := _script(question):
        return script
    said = [word.casefold() for word in WORD.findall(question)]
    language = max(LANGUAGES, key=lambda name: _likeness(name, said))
    own = LANGUAGES[language]
    sure = [word for word in said if word in own and word not in STOP]
    english = [word for word in said if word in STOP and word not in own and word not in IN_NAMES[language].split()]
    begins = bool(said) and said[0] in sure and _likeness(language, said) > 1
    return language if not english and (len(sure) > 1 or begins) else None


def _likeness(language: str, said: list[str]) -> float:
    """How many of the words are small words of the language; an article or a letter with an accent counts half."""
    in_names = IN_NAMES[language].split()
    sure = sum(word in LANGUAGES[language] for word in said)
    return sure + 0.5 * sum(word in in_names for word in said) + 0.5 * any(not word.isascii() for word in said)


def _script(text: str) -> str | None:
    """The script that most letters are of, where that is not Latin."""
    letters = [name.split()[0] for c in text if c.isalpha() and (name := unicodedata.name(c, ""))]
    if not letters:
        return None
    kind, count = Counter(SCRIPTS.get(name, "Latin") for name in letters).most_common(1)[0]
    return kind if kind != "Latin" and 2 * count > len(letters) else None
