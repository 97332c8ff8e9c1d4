"""Single edits as newsrooms make them: what leaves the sense as it was, and what does not."""

from dataclasses import replace

import pytest

from articles.diffing import assess, compare, excerpt, findings
from articles.text import ArticleText
from tests.diffing.texts import text

FORMAT = [
    (
        "The minister, who resigned on Friday, was cleared.",
        "The minister — who resigned on Friday — was cleared.",
    ),
    ("It was, he said, over", "It was, he said, over."),
    ("the prime minister arrived in Paris", "the Prime Minister arrived in Paris"),
    ("NATO forces left the base", "Nato forces left the base"),
    ("the U.S. embassy was closed", "the US embassy was closed"),
    ("Mr. Jones left at noon.", "Mr Jones left at noon."),
    ("The firms annual report is late", "The firm's annual report is late"),
    ("the company's staff, it's said", "the company’s staff, it’s said"),
    ("She sent an e-mail to the paper", "She sent an email to the paper"),
    ("the long term plan was dropped", "the long-term plan was dropped"),
    ("health care workers walked out", "healthcare workers walked out"),
    ("Alot of people came", "A lot of people came"),
    ("They met inthe town hall", "They met in the town hall"),
    ("Beyonce played in Zurich", "Beyoncé played in Zürich"),
    ("some 12000 people came", "some 12,000 people came"),
    ("It fell by 5 per cent in a year", "It fell by 5% in a year"),
    ("It fell by 5 percent in a year", "It fell by 5 per cent in a year"),
    ("The bill came to £3m", "The bill came to £3 million"),
    ("a fine of 2,000,000 dollars", "a fine of 2 million dollars"),
    ("a fund of $1.5bn was set up", "a fund of $1.5 billion was set up"),
    ("The three men were freed", "The 3 men were freed"),
    ("twelve people died in the fire", "12 people died in the fire"),
    ("the twenty-first day of the trial", "the 21st day of the trial"),
    ("The trial opens on Jan. 5 in Leeds", "The trial opens on January 5 in Leeds"),
    ("The trial opens on 5 January in Leeds", "The trial opens on January 5 in Leeds"),
    ("It starts at 7pm on Monday", "It starts at 7 p.m. on Monday"),
    ("He did not reply to us", "He didn't reply to us"),
    ("They cannot leave yet", "They can not leave yet"),
    ("It is not over. It is a pause", "It is not over: it is a pause"),
    ("The mayor and the judge agreed", "The mayor & the judge agreed"),
    ("The price rose (again) in May", "The price rose, again, in May"),
    ("“We go on,” he said", '"We go on", he said'),
    ("he called it a “sham” plan", "he called it a ‘sham’ plan"),
    ("the firms plan and the workers pay", "the firms' plan and the workers' pay"),
    ("rock n roll of the '90s", "rock 'n' roll of the 90s"),
]

TYPO = [
    ("The goverment said so", "The government said so"),
    ("Teh minister resigned", "The minister resigned"),
    ("police recieved a call", "police received a call"),
    ("they will seperate the groups", "they will separate the groups"),
    ("the accomodation was poor", "the accommodation was poor"),
    ("The Presdient spoke at length", "The President spoke at length"),
    ("said Presdient Jones on Monday", "said President Jones on Monday"),
    ("The court on Wedensday heard the case", "The court on Wednesday heard the case"),
    ("the law applies across Britian", "the law applies across Britain"),
    ("The the talks failed", "The talks failed"),
    ("talks between the the two sides", "talks between the two sides"),
    (
        "he said that that was enough for him and for for her",
        "he said that that was enough for him and for her",
    ),
    ("they plan to organize a march", "they plan to organise a march"),
    ("an analyzed sample of water", "an analysed sample of water"),
    ("the labor unions objected", "the labour unions objected"),
    ("the colourful centre of town", "the colorful center of town"),
    ("she travelled to Rome", "she traveled to Rome"),
    ("a new aid programme for farmers", "a new aid program for farmers"),
    ("the defence secretary left", "the defense secretary left"),
    ("a tyre burst on the road", "a tire burst on the road"),
    ("a grey horse won", "a gray horse won"),
    ("the judgement was read out", "the judgment was read out"),
    ("his adviser was away", "his advisor was away"),
    ("It was a honest mistake", "It was an honest mistake"),
    ("a unprecedented rise in prices", "an unprecedented rise in prices"),
    ("they lost there homes in the flood", "they lost their homes in the flood"),
    ("it was more then a game", "it was more than a game"),
    ("the resturant on the corner closed", "the restaurant on the corner closed"),
    ("an enviromental group sued", "an environmental group sued"),
    ("he was arested and questoned", "he was arrested and questioned"),
    ("“We will defintely appeal,” he said", "“We will definitely appeal,” he said"),
    ("it happend untill dawn", "it happened until dawn"),
    ("the commitee met again", "the committee met again"),
    ("The clmate talks ended", "The climate talks ended"),
    ("the beginnning of the end", "the beginning of the end"),
]

SUBSTANTIVE = [
    ("number", "killed 12 people", "killed 13 people"),
    ("number", "worth £3 million", "worth £3 billion"),
    ("number", "worth £3m", "worth £3bn"),
    ("number", "a fine of $5,000 was paid", "a fine of £5,000 was paid"),
    ("number", "a fall of 5 per cent", "a fall of 5 percentage points"),
    ("number", "a low of -5 degrees", "a low of 5 degrees"),
    ("number", "a rise of 1,5 million", "a rise of 15 million"),
    ("number", "between 10-12 people", "between 1012 people"),
    ("number", "seven people were held", "eleven people were held"),
    ("number", "Dozens of people were held", "Hundreds of people were held"),
    ("number", "the second attack this year", "the third attack this year"),
    ("number", "it doubled in a year", "it tripled in a year"),
    ("number", "It starts at 7 am", "It starts at 7 pm"),
    ("number", "the vote on 3 May failed", "the vote on 13 May failed"),
    ("number", "the vote on Tuesday failed", "the vote on Thursday failed"),
    ("number", "the vote yesterday failed", "the vote today failed"),
    ("number", "in 2019 he left", "in 2018 he left"),
    ("number", "a 40-year-old man", "a 41-year-old man"),
    ("number", "half of the staff left", "a third of the staff left"),
    ("number", "they won 3-1 at home", "they won 3-2 at home"),
    ("number", "it weighs 5 kg", "it weighs 5 tonnes"),
    ("number", "the price fell from 5 to 10 dollars", "the price fell from 10 to 5 dollars"),
    ("number", "they lost 3-1 at home", "they lost 1-3 at home"),
    ("negation", "he was not found guilty", "he was found guilty"),
    ("negation", "he is guilty of fraud", "he is not guilty of fraud"),
    ("negation", "they won't return", "they will return"),
    ("negation", "he can't stay", "he can stay"),
    ("negation", "it was not able to act", "it was notable to act"),
    ("negation", "The firm denied the claim", "The firm confirmed the claim"),
    ("negation", "with support from the party", "without support from the party"),
    ("negation", "that is unlikely", "that is likely"),
    ("negation", "the deal is legal", "the deal is illegal"),
    ("negation", "a peace is possible", "a peace is impossible"),
    ("negation", "it was a regular payment", "it was an irregular payment"),
    ("negation", "he is an honest man", "he is a dishonest man"),
    ("negation", "the unions agreed with the plan", "the unions disagreed with the plan"),
    ("negation", "the ballot was valid", "the ballot was invalid"),
    ("negation", "he acted improperly there", "he acted properly there"),
    ("negation", "a violent protest in Leeds", "a non-violent protest in Leeds"),
    ("negation", "the patients were unvaccinated", "the patients were vaccinated"),
    ("hedge", "the alleged thief fled", "the thief fled"),
    ("hedge", "It reportedly failed", "It failed"),
    ("hedge", "the talks may fail", "the talks will fail"),
    ("hedge", "the talks could fail this week", "the talks fail this week"),
    ("hedge", "police believe the suspected bomber fled", "police believe the bomber fled"),
    ("hedge", "the drug causes harm", "the drug probably causes harm"),
    ("name", "a man named Jon Smith died", "a man named John Smith died"),
    ("name", "said Ms Clarke of Leeds", "said Ms Clark of Leeds"),
    ("name", "said Ms Brown of Leeds", "said Ms Browne of Leeds"),
    ("name", "the army of Iran attacked", "the army of Iraq attacked"),
    ("name", "the embassy in Austria", "the embassy in Australia"),
    ("name", "the works of Mozart are played", "the works of Haydn are played"),
    ("name", "he met Mr Johnston in June", "he met Mr Johnson in June"),
    ("name", "talks with Mohamed Salah", "talks with Mohammed Salah"),
    ("name", "Israel attacked Iran on Monday", "Iran attacked Israel on Monday"),
    ("quotation", "“We will fight,” he said", "“We shall win,” he said"),
    ("quotation", "he called it a sham", "he called it a “sham”"),
    ("quotation", "“It was a terrible act,” she said", "“It was an act,” she said"),
    ("quotation", "he called it a 'sham'", "he called it a sham"),
    ("quotation", "he called it a 'sham plan'", "he called it a 'sham' plan"),
    ("quotation", "he said: ‘It’s my fault and yours’", "he said: ‘It’s my fault’"),
    ("quotation", "he said: 'It is my fault and yours'", "he said: 'It is my fault'"),
    ("quotation", "he called it a “sham” and a fraud", "he called it a “sham and a fraud”"),
    ("quotation", "首相は「戦う」と述べた", "首相は「勝つ」と述べた"),
    ("wording", "the ban was lifted", "the bar was lifted"),
    ("wording", "they came to press the case", "they came to impress the case"),
    ("wording", "the case is done unless he comes", "the case is done less he comes"),
    ("wording", "in the '90s he won a prize", "in the '90s he won a medal"),
    ("wording", "the gamers left the hall", "the gamer left the hall"),
    ("wording", "the police shot the man", "the police shoot the man"),
    ("wording", "he was charged with murder", "he was charged with manslaughter"),
    ("wording", "the protesters marched", "the rioters marched"),
    ("wording", "he will resign in May", "he will re-sign in May"),
    ("wording", "a public meeting", "a private meeting"),
    ("wording", "the country was prosecuted", "the county was prosecuted"),
    ("wording", "it was a massive attack", "it was a passive attack"),
    ("wording", "the trial was fair", "the trail was fair"),
    ("wording", "the prince was immoral", "the prince was immortal"),
    ("wording", "they filed the tank", "they filled the tank"),
    ("wording", "a defective part", "a detective part"),
    ("number", "he left for work", "he left four work"),
    ("wording", "troops were marital", "troops were martial"),
    ("wording", "it will affect change", "it will effect change"),
    ("wording", "his principal aim", "his principle aim"),
    ("wording", "the hostages were freed", "the hostages were tried"),
    ("wording", "Police shot a man dead", "A man died after police opened fire"),
    ("wording", "He said it was over", "He said it was over and that he was glad"),
    ("wording", "the men were cleared of the crime", "the men were cleared"),
]

EITHER = [
    ("he beleived the story", "he believed the story"),
    ("a buisness park in Leeds", "a business park in Leeds"),
    ("officals said on Friday", "officials said on Friday"),
    ("the the minister", "the minister"),
    ("she was in in the house", "she was in the house"),
    ("to to be sure", "to be sure"),
    ("the colour of money", "the color of money"),
    ("realise the aim", "realize the aim"),
    ("the harbour wall", "the harbor wall"),
    ("a theatre in Leeds", "a theater in Leeds"),
    ("Dr. Khan said", "Dr Khan said"),
    ("at 9am on Monday", "at 9 am on Monday"),
    ("at 9.30am today", "at 9:30am today"),
    ("its a shame", "it's a shame"),
    ("the childrens hospital", "the children's hospital"),
    ("James' house", "James's house"),
    ("a well known actor", "a well-known actor"),
    ("the co-operation pact", "the cooperation pact"),
    ("the Government said", "the government said"),
    ("some 25,000 fans", "some 25000 fans"),
    ("some 25 000 fans", "some 25,000 fans"),
    ("He said: 'It is over'", "He said: ‘It is over’"),
    ("a pause ... then silence", "a pause … then silence"),
    ("the road was closed", "the road was closed."),
    ("however he left", "however, he left"),
    ("in London , he said", "in London, he said"),
    ("a naive plan", "a naïve plan"),
    ("they tried to acheive peace", "they tried to achieve peace"),
    ("a persistant cough", "a persistent cough"),
    ("a neccessary step", "a necessary step"),
    ("it was there first win", "it was their first win"),
    ("form London to Paris", "from London to Paris"),
    ("the untied front held", "the united front held"),
    ("a miltary base", "a military base"),
    ("the milllion pound deal", "the million pound deal"),
    ("the Untied States said", "the United States said"),
    ("Febuary was cold", "February was cold"),
    ("on Tueday he left", "on Tuesday he left"),
    ("an other man", "another man"),
    ("thier house burnt down", "their house burnt down"),
    ("recieving aid", "receiving aid"),
    ("the parlimentary vote", "the parliamentary vote"),
    ("he was sentanced to life", "he was sentenced to life"),
    ("the Prime Minster said", "the Prime Minister said"),
    ("the  deal", "the deal"),
    ("he has has left", "he has left"),
    ("the company, which is based in Leeds said", "the company, which is based in Leeds, said"),
    ("£1m prize", "£1 million prize"),
    ("10 per cent of voters", "10% of voters"),
    ("a 2-1 win", "a 2–1 win"),
    ("the licence was lost", "the license was lost"),
    ("Ten men came", "10 men came"),
    ("Jan 5 was cold", "January 5 was cold"),
    ("the fire broke out out of hours", "the fire broke out of hours"),
    ("they have beeen", "they have been"),
    ("a nucler plant", "a nuclear plant"),
    ("an enviromentally sound plan", "an environmentally sound plan"),
    ("The Goverment", "The Government"),
    ("the amercian people", "the American people"),
    ("the Isreali army", "the Israeli army"),
    ("in Afganistan today", "in Afghanistan today"),
    ("he met Putin in Moscw", "he met Putin in Moscow"),
]
"""Minor, by whichever rule."""

DIFFERENT = [
    ("the bomb killed 3", "the bomb killed 30"),
    ("a profit of 2%", "a loss of 2%"),
    ("the man was arrested", "the man was released"),
    ("sexual assault", "sexual harassment"),
    ("he admitted theft", "he denied theft"),
    ("prices rose in May", "prices fell in May"),
    ("a former minister", "a minister"),
    ("the girl, 12, was hurt", "the girl, 13, was hurt"),
    ("the judge ruled", "the jury ruled"),
    ("Mr Lee said so", "Mrs Lee said so"),
    ("she was the first woman", "she was a woman"),
    ("it was a riot", "it was a protest"),
    ("allegedly stole a car", "stole a car"),
    ("he will not stand", "he will stand"),
    ("five people died", "six people died"),
    ("on 4 July 2020", "on 5 July 2020"),
    ("a team in Leeds", "a team in Luton"),
    ("north of the city", "south of the city"),
    ("the east wing", "the west wing"),
    ("hundreds marched", "thousands marched"),
    ("all of the staff", "some of the staff"),
    ("the only survivor", "a survivor"),
    ("must leave", "may leave"),
    ("said Ann Kelly", "said Anne Kelly"),
    ("Catherine Jones said", "Katherine Jones said"),
    ("Stephen Hill said", "Steven Hill said"),
    ("the lawsuit was won", "the lawsuit was lost"),
    ("in a hotel", "in a hostel"),
    ("the parent firm", "the patent firm"),
    ("the desert was cold", "the dessert was cold"),
    ("a causal link", "a casual link"),
    ("the bear was shot", "the beer was shot"),
    ("he raised taxes", "he razed taxes"),
    ("the ship sank", "the shop sank"),
    ("a fatal crash", "a fetal crash"),
    ("the vaccine", "the vaccines"),
    ("the suspect is", "the suspects are"),
    ("a teacher was killed", "a teacher was skilled"),
    ("a policy change", "a police change"),
    ("the mayor was hit", "the major was hit"),
    ("a word of advice", "a world of advice"),
    ("the coup failed", "the coop failed"),
    ("more than 50 people", "fewer than 50 people"),
    ("at least 50 people", "50 people"),
    ("£20 a week", "£20 a month"),
    ("20 miles away", "20 kilometres away"),
    ("€20 was paid", "£20 was paid"),
    ("2.5 million people", "25 million people"),
    ("he said it was good", "he said it was “good”"),
    ("guilty of murder", "not guilty of murder"),
    ("has never been seen", "has been seen"),
    ("no one was hurt", "one was hurt"),
    ("he can vote", "he can't vote"),
    ("unarmed man", "armed man"),
    ("the deal is possible", "the deal is impossible"),
    ("it was disproved", "it was proved"),
    ("the vaped pipe", "the raped pipe"),
    ("a hearing on Jan 5", "a hearing on Jan 6"),
    ("in the 1980s", "in the 1990s"),
    ("police shot him", "he was shot"),
    ("he is immigrant", "he is emigrant"),
    ("Sunni forces", "Shia forces"),
    ("Labour won", "Conservatives won"),
    ("Niger voted", "Nigeria voted"),
    ("Slovakia voted", "Slovenia voted"),
    ("the Senate voted", "the House voted"),
    ("he is dead", "he is deaf"),
    ("a 5-4 vote", "a 6-3 vote"),
    ("nearly 40 were hurt", "over 40 were hurt"),
    ("a rumored deal", "a deal"),
    ("-3C overnight", "3C overnight"),
    ("up 0.5 points", "up 5 points"),
    ("the statue was moved", "the statute was moved"),
    ("he prosecuted them", "he persecuted them"),
    ("ensure the plan", "insure the plan"),
    ("a women was hurt", "a woman was hurt"),
]
"""Substantive, for whichever reason."""


def kinds_of(old: str, new: str) -> tuple[str, ...]:
    return assess(compare(text(old), text(new))).kinds


@pytest.mark.parametrize(("old", "new"), FORMAT)
def test_form(old: str, new: str) -> None:
    assert kinds_of(old, new) == ("format",)


@pytest.mark.parametrize(("old", "new"), TYPO)
def test_slips(old: str, new: str) -> None:
    assert kinds_of(old, new) == ("typo",)


@pytest.mark.parametrize(("kind", "old", "new"), SUBSTANTIVE)
def test_substance_has_its_reason(kind: str, old: str, new: str) -> None:
    assert kind in kinds_of(old, new)
    assert not assess(compare(text(old), text(new))).minor


@pytest.mark.parametrize(("old", "new"), EITHER)
def test_minor_edits(old: str, new: str) -> None:
    assert assess(compare(text(old), text(new))).minor


@pytest.mark.parametrize(("old", "new"), DIFFERENT)
def test_substantive_edits(old: str, new: str) -> None:
    assert not assess(compare(text(old), text(new))).minor


def test_a_headline_that_was_only_mended_has_not_changed() -> None:
    old, new = text("Same.", headline="Goverment to resign"), text("Same.", headline="Government to resign")
    significance = assess(compare(old, new))
    assert (significance.kinds, significance.minor) == (("typo",), True)
    assert significance.summary == "1 spelling changed"


def test_capitals_of_a_headline_are_no_names() -> None:
    old, new = text(headline="Storm Closes Roads"), text(headline="Storm Closes Schools")
    assert assess(compare(old, new)).kinds == ("headline",)
    assert assess(compare(old, text(headline="Storm Closes Pittsburgh"))).kinds == ("headline", "name")


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("PM 'lied to MPs'", "PM lied to MPs", ("headline", "quotation", "format")),
        ("Mayor guilty?", "Mayor guilty", ("headline",)),
        ("Mayor guilty", "Mayor guilty.", ("format",)),
        ("Storm Closes Roads", "Roads Closes Storm", ("headline",)),
    ],
)
def test_marks_of_a_headline_say_how_far_it_is_meant(old: str, new: str, kinds: tuple[str, ...]) -> None:
    assert assess(compare(text(headline=old), text(headline=new))).kinds == kinds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Это мой дом", "Это мои дом"),
        ("यह दिन अच्छा था", "यह दीन अच्छा था"),
        ("これはバッグです", "これはハッグです"),
        ("ราคาปีนี้", "ราคาปานี้"),
        ("a 👍 from him", "a 👎 from him"),
        ("if 5 < 6 then", "if 5 > 6 then"),
    ],
)
def test_a_mark_that_makes_another_letter_and_a_sign_that_says_something_are_no_form(
    old: str, new: str
) -> None:
    assert kinds_of(old, new) == ("wording",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Он ещё раз вышел", "Он еще раз вышел"),
        ("ο υπουργός είπε τέλος", "ο υπουργος είπε τέλος"),
        ("قال الرَّئيس اليوم", "قال الرئيس اليوم"),
        ("❤️ it all", "❤ it all"),
        ("News | Leeds", "News – Leeds"),
    ],
)
def test_accents_points_and_bars_are_form(old: str, new: str) -> None:
    assert kinds_of(old, new) == ("format",)


def test_one_computation_serves_both() -> None:
    old = ArticleText("Blast at mill", text("It hurt 12 people.", "Ann Lee left.").blocks)
    diff = compare(old, text("It hurt 14 people.", "Bob Lee left.", headline="Deadly blast at mill"))
    found = findings(diff)
    assert assess(diff, found) == assess(diff)
    assert excerpt(diff, found=found) == excerpt(diff)
    assert excerpt(diff, found=replace(found, all=())) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hundred " * 5000, "thousand " * 5000),
        ("1" * 50_000, "2" * 50_000),
        ("1 " + "123 " * 5000, "1 " + "124 " * 5000),
        ("9.9.9,9 million ²³½ 1½m ①", "9.9.9,8 million ²³¼ 1¼m ②"),
        ("²a k 5pm6 million", "³a k 5pm7 million"),
        ("a'" * 5000, "b'" * 5000),
        ("x \ud800 y", "x \udfff y"),
        ("ａｂｃ １２３", "ａｂｃ １２４"),
        ("٣ million", "٤ million"),
    ],
)
def test_anything_is_judged(old: str, new: str) -> None:
    assert assess(compare(text(old), text(new))).score > 0
