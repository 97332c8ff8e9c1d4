"""Which of a story's blocks say what was wrong or has changed in it: corrections, notes of editors; not updates."""

import re
from collections.abc import Iterable

from articles.extraction.wording import any_of
from articles.text import Block

# What newsrooms write in front of such a note.
_LABELS = any_of(r"""
    corrections?(?: and clarifications?)?|corrected|clarifications?|editor['\u2019]?s['\u2019]? note
    note from the editors?|erratum|errata|retraction|amendment
    korrektur(?:hinweis)?|berichtigung|richtigstellung|klarstellung|transparenzhinweis
    (?:anmerkung|hinweis) der redaktion|anm\. ?d\. ?red\.
    rectificatif|rectification|précisions?|note de la rédaction|ndlr
    corrección|correcciones|fe de err(?:ores|atas)|aclaración|rectificación
    nota (?:del editor|de la redacción)
    correzione|errata corrige|rettifica|precisazione
    nota (?:della redazione|dell['\u2019]editore)
    correctie|rectificatie|verbetering|noot van de redactie
    correc?ção|erramos|retificação|esclarecimento|nota (?:da redação|do editor)
    تصحيح|تصويب|توضيح|تنويه|استدراك|ملاحظة (?:من )?المحرر
    rättelse|rettelse|retting|oikaisu|korjaus|sprostowanie|korekta|oprava
    düzeltme|koreksi|ralat|catatan redaksi|διόρθωση
    исправление|уточнение|поправка|виправлення
    訂正|更正|编者注|編者注|정정|바로잡습니다
""")
_TEXT = any_of(
    "article|story|report|post|piece|page|column|headline|review|obituary|interview|graphic|transcript"
)
# How such a note begins where nothing is written in front of it.
_OPENINGS = any_of(rf"""
    (?:an?|the) (?:earlier|previous|prior|original|initial) version of th(?:is|e) {_TEXT}
    th(?:is|e) {_TEXT} (?:was|has been) (?:\w+ )?(?:amended|corrected|updated|changed|edited|revised|clarified)
    in einer (?:früheren|ersten|vorherigen|vorigen) (?:version|fassung)
    (?:eine|die) (?:frühere|erste|vorherige|vorige) (?:version|fassung) (?:dieses|des)
    diese[rs] (?:artikel|text|beitrag) wurde .{{0,80}}(?:korrigiert|aktualisiert|geändert|ergänzt|überarbeitet)
    (?:une|la) (?:première |précédente )?version (?:précédente |antérieure |initiale )?de cet article
    cet article a été (?:modifié|corrigé|mis à jour|actualisé)
    (?:en )?una versión (?:anterior|previa) de est[ea]
    est[ea] (?:artículo|nota|noticia|texto|información) (?:ha sido|fue) (?:corregi|actualiza|modifica|edita)d[oa]
    (?:in )?una (?:precedente |prima )?versione (?:precedente )?di questo articolo
    questo articolo è stato (?:corretto|aggiornato|modificato)
    (?:in )?een eerdere versie van dit (?:artikel|bericht|stuk|verhaal)
    dit (?:artikel|bericht|stuk|verhaal) is .{{0,40}}(?:aangepast|gecorrigeerd|gewijzigd|bijgewerkt|aangevuld)
    (?:em )?uma versão anterior dest[ea]
    est[ea] (?:reportagem|artigo|texto|matéria|notícia) foi (?:corrigid|atualizad|alterad|modificad)[oa]
    تم (?:تصحيح|تعديل|تحديث) هذ
    (?:ورد )?في نسخة سابقة من هذ
""")
_FRONT = r"[^\w]{0,4}"
# Between label and colon stands nothing but a date or a time.
_WHEN = r"(?:\s?[(,\[][^:\uff1a]{0,50}|\s[^:\uff1a]{0,30}\d[^:\uff1a]{0,30}(?:\d:\d\d[^:\uff1a]{0,12})?)?"
_LABEL = rf"{_FRONT}{_LABELS}"
_NOTE = re.compile(rf"{_LABEL}{_WHEN}\s?[\])\u3011]?\s?[:\uff1a\u2014\u2013\u3011]|{_FRONT}{_OPENINGS}", re.I)
_ONLY_A_LABEL = re.compile(rf"{_LABEL}{_WHEN}\W{{0,3}}", re.I)


def correction(blocks: Iterable[Block]) -> str:
    """The text of the blocks that read like a note on what was wrong or has changed, by lines; "" if none does.

    A note begins as newsrooms begin one ("Correction: It was 1911.", "An earlier version of this article said"): a
    sentence that merely speaks of corrections is none. A line that is but a label brings the block below it along.
    """
    noted: dict[int, str] = {}
    texts = [block.text for block in blocks]
    for place, text in enumerate(texts):
        if _NOTE.match(text):
            noted[place] = text
        elif _ONLY_A_LABEL.fullmatch(text) and place + 1 < len(texts):
            noted |= {place: text, place + 1: texts[place + 1]}
    return "\n".join(noted[place] for place in sorted(noted))
