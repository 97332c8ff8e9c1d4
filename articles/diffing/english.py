"""The words and phrases that the rules for English need, in folded form: small, without accents and apostrophes."""

import re


def _in_order(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATIONS = _words(
    "no not non never none nobody nothing nowhere neither nor without hardly barely deny denies denied denying"
)
"""Words that turn a statement round."""

OPPOSITES = re.compile(
    """
    (?: un(?!less$|ions$) | il | ir | non
      | in(?=abilit|access|accura|action|activ|adequa|admiss|advis|applicab|appropria|attent|audib|capab|coheren|compat
        |compet|complet|comprehens|conclus|considera|consist|conven|correct|credib|curab|decision|decisive|definab
        |defin|depend|direct|discre|distinct|edib|effect|effici|eligib|equal|equit|exact|excusab|exhaust|expens
        |experienc|explicab|famous|fertil|finit|flexib|formal|frequen|gratitude|human|justice|offensi|opportun|organic
        |sane|sanit|secur|sensitiv|separab|signific|sincer|solub|solven|stabil|suffici|tangib|toler|valid|variab|visib
        |volunt|vulnerab)
      | im(?=balance|matur|mobil|modest|moral|mortal|partial|passab|patien|perfect|permanen|permeab|personal|plausib
        |polit|possib|practica|precis|probab|proper|pure|purit)
      | dis(?=able|advant|affect|agree|allow|appear|approv|arm|array|associat|belie|clos|comfort|connect|content
        |continu|credit|embark|enchant|enfranchis|engage|favo|honest|hono|incentiv|inclin|inherit|integrat|interest
        |like|loyal|obe|order|organi|owned|parit|pleas|possess|proportion|prove|qualif|regard|reput|respect|satisf
        |similar|trust|united|unity|used)
    )(.{4,})
    """,
    re.VERBOSE,
)
"""A word that turns another one round, which is its group: illegal (not until), impossible (not import), dishonest."""

HEDGES = _words(
    "may might could perhaps possibly probably likely allegedly alleged alleges reportedly apparently seemingly"
    " presumably supposedly supposed purportedly purported potentially potential suspected believed suspect"
    " claimed seems seem seemed appears appear appeared nearly almost roughly approximately estimated"
)
"""Words that say how sure a statement is, or how exact a figure."""

CONTRACTIONS = {
    "cannot": ("can", "not"),
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
}
CONTRACTED = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'m": "am", "'s": "s", "s'": "s"}
"""Endings and what they stand for; the s of a possessive is a word of its own."""

UNMARKED = _words(
    "isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt couldnt wouldnt shouldnt mustnt"
)
"""Negations whose apostrophe was forgotten."""

MONTHS = _in_order("january february march april may june july august september october november december")
SHORT_MONTHS = {month[:3]: month for month in MONTHS} | {"sept": "september"}
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
DATE_WORDS = frozenset(MONTHS) | DAYS
"""What counts as a figure with its capital only (may, march)."""

NUMBERS = {
    word: value
    for value, word in enumerate(
        _in_order(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(_in_order("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        _in_order(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
            " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        1,
    )
}
SCALES = {
    **{"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    **{"k": 3, "m": 6, "mn": 6, "mln": 6, "bn": 9, "tn": 12, "trn": 12},
}
"""Powers of ten; the short ones only behind a numeral."""

AMOUNTS = _words(
    "hundreds thousands millions billions trillions dozen dozens score half halves third thirds quarter quarters"
    " fifths tenths double doubled doubles doubling triple tripled triples tripling quadrupled halved twice thrice"
    " threefold twofold tenfold couple pair percentage noon midday midnight today yesterday tomorrow tonight"
    " dollar dollars pound pounds euro euros yen pence cents"
)
"""Words that count, measure or date by themselves."""

UNITS = _words(
    "kg g mg kilo kilos kilogram kilograms gram grams tonne tonnes ton tons lb lbs ounce ounces stone"
    " km m cm mm mile miles metre metres meter meters kilometre kilometres kilometer kilometers foot feet ft inch"
    " inches yard yards acre acres hectare hectares litre litres liter liters gallon gallons barrel barrels"
    " second seconds minute minutes hour hours day days night nights week weeks fortnight month months year years"
    " decade decades century centuries am pm point points degree degrees c f celsius fahrenheit mph kph"
    " kw mw gw kilowatts megawatts gigawatts watts volts times"
)
"""Words that measure behind a numeral only."""

PARTICLES = _words(
    "the a an and or of to in on at by for from with as is are was were be been has have had he she it its they"
    " their his her you your we our us i this that than then who which but so if when all out up about"
)
"""Words so common that one letter of them may be any other."""

CONFUSED = tuple(
    _words(words)
    for words in (
        *("their there theyre", "your youre", "whose whos", "then than", "to too", "loose lose", "of off"),
        *("were where", "quite quiet", "pubic public", "manger manager", "minster minister", "asses assess"),
        *(
            "form from",
            "an and",
            "you your",
            "know now",
            "new knew",
            "of if",
            "though through",
            "though thought",
        ),
        *(
            "passed past",
            "weather whether",
            "peace piece",
            "breath breathe",
            "advice advise",
            "cloths clothes",
        ),
    )
)
"""Words that stand for each other by mistake only: in no place both make sense."""

PLACES = _words(
    "afghan afghanistan albania algeria algerian angola argentina argentine armenia azerbaijan bahrain"
    " bangladesh belarus belgian belgium bolivia bosnia botswana brazil brazilian bulgaria burundi cambodia cameroon"
    " canada chilean colombia colombian croatia cyprus czechia denmark ecuador egyptian eritrea estonia"
    " ethiopia ethiopian finland france georgian germany ghanaian greece guatemala guyana haitian honduras hungarian"
    " hungary iceland indonesia indonesian iranian ireland israel israeli israelis jamaica jordanian"
    " kazakhstan kenyan kosovo kuwait kyrgyzstan lebanese lebanon liberia libyan lithuania luxembourg"
    " madagascar malawi malaysia malaysian maldives mauritius mexico moldova mongolia montenegro moroccan morocco"
    " mozambique myanmar namibia nepalese netherlands nicaragua nigerian norway norwegian pakistan pakistani"
    " palestine palestinian palestinians panama paraguay peruvian philippines poland portugal romania romanian"
    " russia rwanda rwandan scotland senegal serbia serbian singapore slovenia slovakia somali somalia spain"
    " sudanese sweden swedish switzerland syrian taiwan tajikistan tanzania thailand tunisia tunisian turkey turkish"
    " turkmenistan uganda ugandan ukraine ukrainian ukrainians uruguay uzbekistan venezuela venezuelan vietnam"
    " vietnamese welsh yemeni zambia zimbabwe"
    " amsterdam ankara athens baghdad bangkok beijing beirut belfast belgrade berlin brussels bucharest budapest"
    " cardiff copenhagen damascus dublin edinburgh glasgow helsinki islamabad istanbul jakarta jerusalem"
    " johannesburg khartoum lisbon liverpool london madrid manchester melbourne moscow mumbai nairobi"
    " pyongyang stockholm tehran tokyo vienna warsaw birmingham"
    " california florida michigan minnesota mississippi missouri pennsylvania philadelphia pittsburgh wisconsin"
    " massachusetts connecticut illinois louisiana tennessee oklahoma alabama arkansas hawaii"
)
"""Places and peoples that cannot be a person misspelled."""

SPELLINGS = tuple(
    _words(words)
    for words in (
        *(
            "tyre tire",
            "tyres tires",
            "kerb curb",
            "kerbs curbs",
            "cheque check",
            "cheques checks",
            "gaol jail",
        ),
        *(
            "grey gray",
            "greys grays",
            "plough plow",
            "ploughs plows",
            "sceptic skeptic",
            "sceptical skeptical",
        ),
        *("sceptics skeptics", "scepticism skepticism", "mould mold", "moulds molds", "storey story"),
        *("storeys stories", "whisky whiskey", "aluminium aluminum", "moustache mustache", "pyjamas pajamas"),
        *("jewellery jewelry", "practise practice", "practised practiced", "practising practicing"),
        *("adviser advisor", "advisers advisors", "protester protestor", "protesters protestors"),
        *("artefact artifact", "artefacts artifacts", "enquiry inquiry", "enquiries inquiries", "tsar czar"),
        *("disc disk", "discs disks", "draught draft", "draughts drafts", "doughnut donut", "maths math"),
        *("yoghurt yogurt", "yoghurts yogurts", "manoeuvre maneuver", "manoeuvres maneuvers", "axe ax"),
        *(
            "learnt learned",
            "burnt burned",
            "spelt spelled",
            "dreamt dreamed",
            "leapt leaped",
            "spoilt spoiled",
        ),
        *("towards toward", "afterwards afterward", "amongst among", "whilst while", "amidst amid"),
        *("speciality specialty", "cosy cozy", "furore furor", "okay ok", "mum mom"),
        *("impostor imposter", "impostors imposters", "airplane aeroplane", "airplanes aeroplanes"),
    )
)
"""Spellings of one word that no rule in `slips` leads to."""

HYPHENED = _words("sign signs signed signing cover covers covered form formed sent lease leased sort")
"""What re- with a hyphen makes another word of: to re-sign is not to resign."""

_PIECE = r"(?:article|story|report|piece|page|post|column|headline|caption)"

CORRECTION = re.compile(
    rf"""
    \b(?:this|our)\ {_PIECE}\b[^.]{{0,60}}?\b(?:amended|corrected|clarified|revised)\b
    | \bthe\ (?:article|headline|caption)\b[^.]{{0,60}}?\b(?:amended|corrected|clarified)\b
    | \b(?:earlier|previous|original)\ (?:version|headline)\b
    | \b(?:corrections?|clarifications?|editor.?s.?\ note)\s*:
    | \bwe\ (?:apologi[sz]e\ for|regret)\ (?:the|this|any)\ errors?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What newsrooms write where they own up to a change."""
