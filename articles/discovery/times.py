"""Times as feeds claim them."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

_SPOKEN = re.compile(
    r"(?:[^\W\d]+\.?,?\s*)?(?P<day>\d{1,2})\.?[\s-]\s*(?P<month>[^\W\d]{3,12})\.?,?[\s-]\s*(?P<year>\d{4}|\d\d)"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?(?:\s*(?P<half>[ap]m))?)?"
    r"(?:\s*(?P<zone>[a-z/]{1,12}))?(?:\s*(?P<offset>[+-]\d\d?(?::?\d\d)?))?(?:\s*\([^()]{0,40}\))?",
    re.I,
)
# The beginnings of the months in English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian,
# Swedish and Russian, without accents. No beginning means one month here and another there.
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            "jan gen ene янв",
            "feb fev фев",
            "mar mae mrz mrt maa мар",
            "apr avr abr апр",
            "may mai mag mei maj мая маи",
            "jun juin giu июн",
            "jul juil lug июл",
            "aug aou ago авг",
            "sep set сен",
            "oct okt ott out окт",
            "nov ноя",
            "dec dez dic des дек",
        ),
        start=1,
    )
    for beginning in beginnings.split()
}
# Hours east of Greenwich; of a name with two meanings, the likelier in a feed. Any other name is taken for UTC, as
# RFC 5322 (4.3) asks.
_ZONES = {
    "edt": -4, "est": -5, "et": -5, "cdt": -5, "cst": -6, "ct": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    "pt": -8, "akdt": -8, "akst": -9, "hst": -10, "adt": -3, "ast": -4, "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3,
    "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3,
    "sast": 2, "cat": 2, "eat": 3, "wat": 1, "msk": 3, "trt": 3, "gst": 4, "pkt": 5, "ist": 5.5, "npt": 5.75,
    "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "pht": 8, "myt": 8, "awst": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_FARTHEST = timedelta(hours=14)
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def aware_utc(*fields: int) -> datetime | None:
    """Year, month, day, hour, minute and second in UTC as a time; None where that is no time of our era."""
    try:
        time = datetime(*fields, tzinfo=UTC)  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError, TypeError):
        return None
    return time if _FIRST_YEAR <= time.year <= _LAST_YEAR else None


def iso_utc(text: object) -> datetime | None:
    """An ISO 8601 time with or without offset as aware UTC; None for anything else."""
    try:
        time = datetime.fromisoformat(text.strip()) if isinstance(text, str) else None
        time = time.astimezone(UTC) if time and time.tzinfo else time
    except (ValueError, OverflowError):
        return None
    return aware_utc(*time.timetuple()[:6]) if time else None


def spoken_utc(text: str) -> datetime | None:
    """A time as RFC 5322 writes it, with its obsolete forms and those that feeds use: years of two digits, months in
    other languages, more zones. As aware UTC; None for anything else."""
    found = _SPOKEN.fullmatch(" ".join(text[:100].split()))
    month = _month(found["month"]) if found else 0
    if not found or not month:
        return None
    hour = int(found["hour"] or 0)
    hour = hour if not found["half"] else hour % 12 + 12 * (found["half"].lower() == "pm")
    second = min(int(found["second"] or 0), 59)  # a leap second
    local = aware_utc(_year(found["year"]), month, int(found["day"]), hour, int(found["minute"] or 0), second)
    return local - _offset(found["zone"], found["offset"]) if local else None


def _month(name: str) -> int:
    """0 where it is none. June and July differ in the fourth letter in French."""
    name = name.lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return _MONTHS.get(name[:3]) or _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3]) or 0


def _year(digits: str) -> int:
    """Of two digits, as RFC 5322 (4.3) reads them."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


def _offset(zone: str | None, offset: str | None) -> timedelta:
    """How far a zone is before UTC; where both are said ("GMT+0200"), the number counts, unless no zone is so far."""
    if not offset:
        return timedelta(hours=_ZONES.get((zone or "").lower(), 0))
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    ahead = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    return ahead if abs(ahead) <= _FARTHEST else timedelta()
