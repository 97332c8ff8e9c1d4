"""One spelling for every text, so that what no reader sees can never be an edit."""

import re
import unicodedata

# Controls without meaning in running text, lone surrogates and noncharacters (XML 1.0 allows none of them),
# object replacement and interlinear annotation; white space among the controls is left to `split`.
_ILLEGAL = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
# Soft hyphen, zero-width space, word joiner and BOM, and the bidi controls of UAX #9.
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NOISE = re.compile(f"[{_ILLEGAL}{_INVISIBLE}]")
_PRINTABLE_NOISE = "\ufffc"  # of all of these the only one that str.isprintable passes

# ZWNJ and ZWJ spell words in these blocks (Unicode core specification, 23.2) and join emoji (UTS #51).
_INDIC = "\u0900-\u0dff"
_JOINING = f"\u0600-\u086f\u08a0-\u08ff{_INDIC}\u0f00-\u109f\u1780-\u18af"
_JOINING += "\ua840-\ua8ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_MEANINGFUL = f"{_JOINING}{_EMOJI}"
_REPEATED_JOINER = re.compile("([\u200c\u200d])[\u200c\u200d]+")
# After an Indic letter a joiner also ends a word (Malayalam chillu letters, a visible virama).
_STRAY_JOINER = re.compile(
    f"(?<![{_MEANINGFUL}])[\u200c\u200d]|(?<![{_INDIC}])[\u200c\u200d](?![{_MEANINGFUL}])"
)


def normalised(text: str) -> str:
    """`text` as one line: NFC, white space collapsed and trimmed, without what is neither seen nor spelt.

    Idempotent. Two texts that a reader cannot tell apart by invisible or control characters come out equal.
    """
    line = " ".join(text.split())
    if line.isprintable() and _PRINTABLE_NOISE not in line:
        return line if line.isascii() else unicodedata.normalize("NFC", line)
    text = unicodedata.normalize("NFC", _NOISE.sub("", text))
    if not text.isascii():
        text = _STRAY_JOINER.sub("", _REPEATED_JOINER.sub(r"\1", text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def squeezed(text: str) -> str:
    """`text` without any white space: the form in which two tellings of one line are compared."""
    return "".join(text.split())
