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
relative, family member : interest conflict relative
mate, mates, friend, friends, pal : interest conflict relative colleague companion
lawyer, lawyers, barrister : solicitor legal
spare room, rent out, take someone in : lodger sublet subletting
pta, ptas : parents association
company, companies : business commercial trade firm
business, businesses : company commercial trade firm
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
doctor, doctors, surgery : practitioner practice primary care
a&e, casualty, emergency room : emergency department urgent
jab, jabs, shot : vaccination immunisation
waiting, queue, queues, wait : waiting list times backlog
shrink, counselling, depressed : mental health wellbeing
old age home, old folks' home, nursing home : residential care
meds, drugs, pills : medicines prescribing medication
dentist, teeth : dental oral
teacher, teachers : teaching staff education
truant, truancy, skipping school, bunking off : absence attendance
special needs : educational disability
nursery, daycare, childminder : early years childcare
uni, college : university higher education
cops, cop, bobby, bobbies, police : police officer constable
crime, criminals : offence offender offending
break the law, illegal, against the law : offence unlawful prohibited
jail, prison, locked up, inside : custody imprisonment detention
judge, sue, sued : court proceedings tribunal
guilty, convicted : conviction convicted
tax, taxes : duty levy revenue
benefits, dole, handouts : allowance payment entitlement
broke, skint, hard up, poor : hardship deprivation low income
rich, well off : income means
nursing a debt, owe, owes, owed : debt liability arrears due
in the red, hole, black hole, shortfall : deficit gap
rainy day, savings pot, nest egg : reserve reserves contingency
overspend, overspent, over budget : overspend variance exceed
up front, in advance : advance prepayment deposit
grant, grants, handout : grant award funding
spend, spending, splash out : expenditure spend
worth, how big : value amount
house, houses, homes, home : dwelling housing property
damp, mould, leak, leaking, broken, dripping : repair defect disrepair
council house, council flat : social housing tenancy
homeless, rough sleeping, on the streets : homelessness rough
build, building, extension, put up : development construction planning
noise, noisy, racket, neighbours : nuisance
dog, dogs, pet, pets : animal
litter, fly-tipping, dumping, dumped : waste litter deposit
green, climate, carbon : environmental emissions sustainability
flood, floods, flooded : flooding drainage
parking, park the car, ticket, tickets : parking permit penalty notice
bus, buses, train, trains : transport service passenger
cycle, bike, bikes, cycling : cycle cyclist bicycle
lorry, lorries, truck, trucks : goods vehicle
road, roads, street, streets, pothole, potholes : highway
pub, pubs, booze, drink, bar : alcohol premises licence
betting, bookies : gambling
cab, cabs, taxi : taxi private hire
shop, shops, shopkeeper : premises retail business
farm, farmer, farmers : agricultural holding
food shop, restaurant, takeaway, cafe : food business premises
migrant, migrants, foreigner : immigration asylum
speak english, translate : language translation interpreter
minutes, notes of the meeting : minutes record
meet, meets, get together, sit down : meeting meetings
chair, runs the meeting, head : chair chairman presiding
boot out, chuck out, get rid of someone : remove removal dismiss
pick, picks, choose, chosen : appoint nominate select elect
sit on, seat, seats : member membership representative
how many have to be there, enough people : quorum
behind closed doors, in secret, private : confidential exempt closed
let people know, tell people, get the word out : notify publish notice
ask people, have their say, views : consultation consult respondents
on the fence, undecided : no decision consider
keep secret, leak : confidential disclosure
data, details, personal stuff : information personal data
how safe, danger, dangerous, risky : risk safety hazard
go wrong, went wrong, mess, fiasco, cock-up : failure incident issue
fix, sort out, put right : remedy resolve rectify
late, overdue, behind : delay overdue
early, sooner : before advance early
hold off, put off, pause, on hold : defer suspend postpone
go ahead, get going, launch, roll out : implement proceed commence implementation
think again, look at again, look again : review reconsider
copy, copies, paperwork, forms : document documents form
proof, prove : evidence
sign up, join, get in : apply register enrol application
who can, am i allowed, can i get : eligible eligibility entitled
leave out, doesn't count, not covered : exclude exempt exemption
loophole, get out of, let off : exemption waiver exception
top, most, max, maximum, cap : maximum limit not exceed
at least, least, min, minimum : minimum
half-time, part time, part-time : pro rata part-time
temp, temps, agency staff, contractors : temporary agency contractor
clock in, flexi, flexible hours : flexitime working hours
lunch break, breaks, rest : rest break
uniform, what to wear, clothes : dress
union, unions : trade recognised
sent home, garden leave : suspension
snitch, dob in : report disclosure
swear, rude, shout : conduct behaviour
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
