"""Irregular forms of verbs and nouns: 'led' is a form of 'lead', 'children' of 'child'.

Left out are forms that are as often another word: 'left', 'saw', 'felt', 'bound', 'lay', 'rose', 'wound'.
"""

_FORMS = """
arise arose arisen, awake awoke awoken, beat beaten, become became, begin began begun, bend bent, bite bit bitten,
bleed bled, blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy bought, catch
caught, choose chose chosen, cling clung, come came, creep crept, deal dealt, dig dug, draw drew drawn, dream dreamt,
drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, fight fought, find found, flee fled,
fly flew flown, forbid forbade forbidden, foresee foresaw foreseen, forget forgot forgotten, forgive forgave forgiven,
freeze froze frozen, grow grew grown, hang hung, hear heard, hide hid hidden, hold held, keep kept, know knew known,
lead led, lean leant, leap leapt, learn learnt, lend lent, lose lost, make made, mean meant, meet met, misunderstand
misunderstood, mistake mistook mistaken, overcome overcame, oversee oversaw overseen, overtake overtook overtaken, pay
paid, prove proven, rebuild rebuilt, repay repaid, ride rode ridden, ring rang rung, run ran, seek sought, sell sold,
send sent, shake shook shaken, shine shone, shoot shot, show shown, shrink shrank shrunk, sing sang sung, sink sank
sunk, sit sat, sleep slept, slide slid, smell smelt, speak spoke spoken, spell spelt, spend spent, spill spilt, spoil
spoilt, stand stood, steal stole stolen, stick stuck, strike struck stricken, strive strove striven, swear swore
sworn, sweep swept, swim swam swum, swing swung, take took taken, teach taught, tear tore torn, think thought, throw
threw thrown, undergo underwent undergone, understand understood, undertake undertook undertaken, uphold upheld, wake
woke woken, wear wore worn, weave wove woven, weep wept, win won, withdraw withdrew withdrawn, withhold withheld,
withstand withstood, write wrote written, analysis analyses, appendix appendices, child children, crisis crises,
criterion criteria, emphasis emphases, foot feet, formula formulae, goose geese, half halves, hypothesis hypotheses,
index indices, knife knives, loaf loaves, man men, matrix matrices, mouse mice, shelf shelves, stimulus stimuli,
syllabus syllabi, synthesis syntheses, thief thieves, tooth teeth, vertex vertices, wife wives, wolf wolves, woman
women
"""
GROUPS = [tuple(group.split()) for group in _FORMS.replace("\n", " ").split(",")]
BASE = {form: base for base, *forms in GROUPS for form in forms}
_FAMILY = {word: group for group in GROUPS for word in group}


def forms(word: str) -> tuple[str, ...]:
    """All forms of an irregular word, the base first; none of a regular one. 'leads' has those of 'lead'."""
    for shape in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ing")):
        if shape in _FAMILY:
            return _FAMILY[shape]
    return ()
