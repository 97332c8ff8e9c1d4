"""Single edits as newsrooms make them that leave the sense as it was."""

import pytest

from articles.diffing import assess, compare
from tests.diffing.texts import kinds_of, text

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


@pytest.mark.parametrize(("old", "new"), FORMAT)
def test_form(old: str, new: str) -> None:
    assert kinds_of(old, new) == ("format",)


@pytest.mark.parametrize(("old", "new"), TYPO)
def test_slips(old: str, new: str) -> None:
    assert kinds_of(old, new) == ("typo",)


@pytest.mark.parametrize(("old", "new"), EITHER)
def test_minor_edits(old: str, new: str) -> None:
    assert assess(compare(text(old), text(new))).minor


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
