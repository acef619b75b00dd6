"""What papers call the things that people have everyday words for: 'sign off' is 'approve', a 'sacking' a 'dismissal'.

Used to search for words, never to judge them. A word may mean something else, and then finds a little too much.
"""

from functools import cache

from assistant.text.tokens import stem, words

SAYINGS = """
sign off, signs off, signed off, ok, okay, green light, say yes, nod : approve approval authorise
turn down, turned down, knock back, knocked back, say no : refuse reject decline
sack, sacked, fire, fired, lose my job : dismiss dismissal termination
laid off, lay off, job losses : redundancy redundant
boss, bosses, gaffer : manager supervisor director
top boss, big boss, person in charge, who runs, in charge : chief executive director responsible accountable
holiday, holidays, vacation, time off, days off : leave annual
off sick, ill, poorly, unwell, sick : sickness absence medical
doctor's note, sick note, fit note : medical certificate
baby, pregnant, expecting : maternity birth parental
dad, dads, father : paternity parental
mum, mums, mother, mom : maternity parental
kid, kids, youngster, youngsters, little one : child children pupil young
old people, elderly, pensioner, pensioners, oap : older
disabled, bad back, wheelchair : disability accessibility adjustment accommodation
pay rise, raise, pay increase : increment uplift salary
wage, wages, pay packet : salary remuneration
get paid back, money back, get back, claim back : reimburse reimbursement refund repayment
train fare, bus fare, fares, commute, commuting : travel transit transport season ticket
air miles, frequent flyer : miles points travel
first class, business class : class travel accommodation
abroad, overseas, another country, foreign : overseas international outside foreign
work from home, working from home, home working, wfh : remote telework teleworking hybrid homeworking
plane, fly, flight, flying : air travel
hotel, bed for the night, place to stay : accommodation lodging subsistence
meal, meals, lunch, dinner, food : subsistence per diem
car, drive, driving : vehicle mileage
money, cash, pot : funding budget fund payment
cost, costs, price, how much, dear, dearer : charge fee cost
bill, bills : invoice charge cost
fine, fined : penalty charge
buy, buying, bought : purchase procure procurement
shopping around, quotes : tender quotation procurement
firm, firms, supplier : contractor company provider
rent, landlord, flat : tenancy tenant housing
throw out, thrown out, kick out, kicked out, evicted : eviction exclusion expulsion possession
expelled, excluded : exclusion suspension
rubbish, bins, trash : waste refuse recycling collection
tell off, told off, in trouble : disciplinary misconduct sanction
complain, complaint, unhappy, moan : complaint grievance appeal
challenge, argue, fight : appeal review dispute
row, fall out, fell out, bullied, bullying : grievance harassment dispute
blow the whistle, whistleblower, report wrongdoing : disclosure whistleblowing
lost, stolen, nicked, missing : loss theft lost stolen
hacked, dodgy, scam, phishing, clicked : security incident phishing suspicious
password, log in, login : authentication access account
badge, pass, id card : identity credential card
laptop, computer, kit : equipment device
chair, table, keyboard, desk : equipment furniture
hurt, injured, accident : injury incident health safety
gift, present, freebie, bribe : gift hospitality
side job, second job, other job, moonlighting : outside employment interest
relative, family member, mate, friend : interest conflict relative
quit, leave my job, hand in my notice, resign : resignation notice leaving
job, jobs, vacancy : post role position recruitment
hire, hiring, take on : recruit recruitment appoint
new starter, start work, new joiner : induction onboarding probation
trial period : probation probationary
training, course, courses : learning development training
review, appraisal : performance review appraisal
extra hours, overtime, work late, long hours : overtime compensatory flexitime
carry over, use up, unused, left over : carry forward accrued forfeit
die, died, death, funeral : bereavement compassionate deceased
jury, court : jury service court
look after, looking after : care carer dependant
turn up, show up, come along : attend attendance quorum
vote, votes, put their hand up : voting decision
stand-in, stand in, fill in for : deputy substitute delegate
start, kick in, kicks in, come in, comes in : commence effective force
end, ends, run out, runs out : expire expiry cease
deadline, cut-off, last day : closing date deadline
change, changes, tweak : amend amendment revision
scrap, scrapped, ditch, axe, axed, get rid of : abolish repeal withdraw remove
cut, cuts, slash : reduction reduce saving
join up, merge, merger : merger integration
law, laws : legislation act regulations
rule, rules : policy regulations requirement
allowed, let, ok to : permitted may entitled
have to, got to, need to : must required shall
help, support : assistance support
check, checks : inspection audit verification
watch, keep an eye on : monitor oversight scrutiny
who pays, foot the bill, pays for : funded cost payment reimbursed
how long : period days weeks months
how often : frequency every annually monthly quarterly
how many people, headcount : number members staff
""".strip().splitlines()
LONGEST = 4  # words of a saying


@cache
def _meant() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The words of papers, by the stems of a saying."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in SAYINGS:
        sayings, meant = line.split(" : ")
        for saying in sayings.split(", "):
            key = tuple(map(stem, words(saying)))
            found[key] = tuple(dict.fromkeys([*found.get(key, ()), *meant.split()]))
    return found


def in_papers(text: str) -> list[str]:
    """The words that papers may have for the everyday words of a text, each once."""
    said = [stem(word) for word in words(text)]
    found: dict[str, None] = {}
    for at in range(len(said)):
        for end in range(at + 1, min(at + LONGEST, len(said)) + 1):
            found.update(dict.fromkeys(_meant().get(tuple(said[at:end]), ())))
    return [word for word in found if stem(word) not in said]
