"""Where the word lists are not those of the text's language: which rules hold, and that this is said."""

from dataclasses import replace

import pytest

from articles.diffing import assess, compare, findings
from tests.diffing.texts import text

FRENCH = "La police a annoncé mardi que trois personnes ont été arrêtées dans le centre de la ville."
GERMAN = "Die Polizei teilte am Dienstag mit, dass drei Personen im Zentrum der Stadt festgenommen wurden."


@pytest.mark.parametrize("language", ["", "fr", "en-US"])
def test_in_other_languages_spelling_is_wording_and_this_is_said(language: str) -> None:
    old, new = text(FRENCH.replace("police", "pollice")), text(FRENCH)
    significance = assess(compare(replace(old, language=language), replace(new, language=language)))
    assert significance.kinds == ("wording",)
    assert significance.reasons[-1].endswith("in English only")


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (GERMAN, GERMAN.replace("dass", "daß"), ("format",)),
        (GERMAN, GERMAN.replace("dass drei", "dass dass drei"), ("typo",)),
        (f"{GERMAN} Es waren 10.000.", f"{GERMAN} Es waren 10 000.", ("format",)),
        (f"{GERMAN} Es waren 10.000.", f"{GERMAN} Es waren 11.000.", ("number",)),
        (f"{GERMAN} Es waren 1,5 Prozent.", f"{GERMAN} Es waren 15 Prozent.", ("number",)),
        (f"{GERMAN} Er sagte „ja“.", f"{GERMAN} Er sagte „nein“.", ("quotation",)),
    ],
)
def test_rules_without_lists_hold_in_any_language(old: str, new: str, kinds: tuple[str, ...]) -> None:
    significance = assess(compare(replace(text(old), language="de"), replace(text(new), language="de")))
    assert significance.kinds == kinds
    assert not any("English" in reason for reason in significance.reasons)


def test_a_page_in_english_that_names_no_language_has_its_lists() -> None:
    assert findings(compare(text("the goverment said"), text("the government said"))).by_lists
