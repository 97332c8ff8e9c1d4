"""Notes on what was wrong are told from sentences that speak of corrections."""

import pytest

from articles.extraction import extract
from articles.extraction.notes import correction
from articles.text import Block

NOTES = [
    "Correction: an earlier version misstated the year.",
    "CORRECTION (12 May 2026): The inquiry opened in 2019.",
    "Correction, June 3: The name of the mayor was misspelled.",
    "Clarification \u2014 The figures are for England only.",
    "Editor's note: This interview was shortened.",
    "Editor\u2019s Note: This interview was shortened.",
    "\u2022 This article was amended on 3 June 2026 to correct a date.",
    "This story has been corrected to say that the vote is on Friday.",
    "*An earlier version of this article gave the wrong year.",
    "Korrektur: In einer früheren Fassung stand ein falsches Datum.",
    "In einer früheren Version dieses Artikels hieß es, der Zug sei leer gewesen.",
    "Anmerkung der Redaktion: Der Text wurde gekürzt.",
    "Dieser Artikel wurde am 3. Juni aktualisiert.",
    "Rectificatif : le maire s'appelle Dupond.",
    "Une première version de cet article indiquait une autre date.",
    "Cet article a été modifié le 3 juin.",
    "Fe de errores: el alcalde se llama Pérez.",
    "Una versión anterior de este artículo daba otra fecha.",
    "Errata corrige: il sindaco si chiama Rossi.",
    "Una precedente versione di questo articolo riportava un'altra data.",
    "Rectificatie: de burgemeester heet Jansen.",
    "In een eerdere versie van dit artikel stond een andere datum.",
    "Correção: o prefeito se chama Silva.",
    "Uma versão anterior desta reportagem trazia outra data.",
    "تصحيح: اسم العمدة أحمد.",
    "訂正\uff1a市長の名前を訂正しました。",
    "【更正】日期有误。",
    "Rättelse: Borgmästaren heter Lind.",
    "Исправление: мэра зовут Иван.",
]
NO_NOTES = [
    "The correction of the market is near, analysts said: prices fell again.",
    "Correction officers walked out on Tuesday.",
    "Corrections to the map are expected in March.",
    "He asked for a correction: none came.",
    "Updates to the software are free.",
    "Update 14:30: The road is open again.",
    "The minister said that an earlier version of the bill was better.",
    "This article of the treaty was amended in 1998 by both sides.",
    "Die Korrektur der Zahlen dauert an.",
    "La correction du texte a pris un an.",
    "Uma correção foi pedida.",
    "",
]


@pytest.mark.parametrize("text", NOTES)
def test_a_note(text):
    assert correction([Block("paragraph", "It rained."), Block("paragraph", text)]) == text


@pytest.mark.parametrize("text", NO_NOTES)
def test_no_note(text):
    assert correction([Block("paragraph", text), Block("paragraph", "It rained.")]) == ""


def test_a_label_brings_the_block_below_it_along():
    blocks = [
        Block("heading", "Correction"),
        Block("paragraph", "The vote is on Friday."),
        Block("paragraph", "Rain."),
    ]
    assert correction(blocks) == "Correction\nThe vote is on Friday."
    assert correction(blocks[:1]) == ""


def test_a_page_tells_its_notes_in_its_text_too():
    story = "".join(
        f"<p>Sentence {n} of a story that is long enough to be one, and goes on.</p>" for n in range(5)
    )
    html = f"<html><body><article><h1>Vote</h1>{story}<p><em>{NOTES[0]}</em></p></article></body></html>"
    text = extract(html.encode(), "https://good.test/a")
    assert text.correction == NOTES[0] == text.blocks[-1].text


def test_a_hostile_line_costs_no_time_to_speak_of():
    assert correction([Block("paragraph", "correction " + "1 " * 200_000)]) == ""
