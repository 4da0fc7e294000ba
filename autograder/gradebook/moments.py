"""When something was handed in, from what stands in `timestamp.txt`: read right, or refused.

nbgrader's parser takes what looks like a time for one: `+0530` is 530 seconds to it, `PST`, which nbgrader's
own exchange writes, is UTC, and `01:00:00 PM` is one in the morning. So a moment is read by its form here. A
time without a zone is UTC, as with nbgrader. An abbreviation is what it means in the course's own zone
(`c.Exchange.timezone`), else what mail headers mean by it, or Europe; any other is refused, as many are used
for several zones.
"""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from dateutil.tz import gettz  # type: ignore[import-untyped]

_FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]+(\d?\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) *([AP]M)? *(\S+)?", re.IGNORECASE
)
_COMPACT = re.compile(r"\A(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")  # as in files' names
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?", re.IGNORECASE)
_ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}")
_UNIX = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_IN_MAIL = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_IN_EUROPE = {"WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}


def moment(data: bytes, zone: str = "UTC") -> datetime:
    """The moment, UTC, without a zone as the gradebook keeps it.

    Args:
        data: the file's content.
        zone: the course's own.

    Raises:
        ValueError: it can't be told what is meant.
    """
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    text = data[len(mark) :].decode(_MARKS.get(mark, "utf-8")).strip("\0 \t\r\n")
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).replace(tzinfo=None)
    found = _FORM.fullmatch(_COMPACT.sub(r"\1-\2-\3T\4:\5:\6", text))
    if found is None:
        read = parsedate_to_datetime(text)  # as in a mail's header
        return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    day, clock, half, named = found.groups()
    read = datetime.fromisoformat(f"{day} {clock.replace(',', '.').zfill(5) if clock[1] == ':' else clock}")
    if half:
        if not 1 <= read.hour <= 12:
            raise ValueError(f"{read.hour} {half}")
        read = read.replace(hour=read.hour % 12 + 12 * (half.upper() == "PM"))
    return read - _offset(named or "UTC", read, zone)


def _offset(named: str, at: datetime, zone: str) -> timedelta:
    """How far a zone is before UTC."""
    if named.upper() in ("UTC", "GMT", "Z"):
        return timedelta()
    if found := _OFFSET.fullmatch(named):
        sign, hours, minutes = found.groups()
        minutes = 60 * int(hours) + int(minutes or 0)
        return timezone(timedelta(minutes=minutes if sign == "+" else -minutes)).utcoffset(None)
    known = gettz(named if _ZONE.fullmatch(named) else zone)
    here = at.replace(tzinfo=known)
    if known is not None and (_ZONE.fullmatch(named) or here.tzname() == named.upper()):
        return here.utcoffset() or timedelta()
    hours_before = {**_IN_MAIL, **_IN_EUROPE}.get(named.upper())
    if hours_before is None:
        raise ValueError(f"no zone {named}")
    return timedelta(hours=hours_before)
