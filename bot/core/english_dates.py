"""Days as English speakers name them: "March 2026", "3rd of May", "last summer", "three months ago"."""

import re
from contextlib import suppress
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>20\d{2}|'\d{2})\b"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_MONTH} {_DAY},?(?: {_YEAR})?",
        rf"\b{_DAY}(?: of)?[ -]{_MONTH},?(?:[ -]{_YEAR})?",
        rf"\b{_MONTH},?(?: of)? {_YEAR}",
        rf"\b{_YEAR},? {_MONTH}",
        rf"\b(?P<which>last|this|in|since|from|early|mid|late|end of|beginning of)[ -]{_MONTH}",
    )
)
_SLASHED = re.compile(r"(?<![\d/])(?P<month>1[0-2]|0?[1-9])/(?P<year>20\d{2})(?![\d/])")
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](20\d{2})(?![\d/])")
_SEASON = re.compile(r"\b(?P<which>last|this) (?P<season>spring|summer|autumn|fall|winter)\b")
_CHRISTMAS = re.compile(r"\b(?:at |for |over |since |last )(?:christmas|xmas)\b")
_LAST = re.compile(r"\b(?P<which>last|this) (?P<unit>year|month|week)\b")
_COUNT = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "half a": 0.5, "a couple of": 2.0,
    "couple of": 2.0, "a few": 3.0, "few": 3.0, "several": 4.0,
}  # fmt: skip
_WORDS = "|".join(sorted(_COUNT, key=len, reverse=True))
_AGO = re.compile(
    rf"\b(?P<count>\d{{1,3}}(?:\.5)?|{_WORDS})(?P<half> and a half)?[ -](?P<unit>year|yr|month|mth|week|wk|day)s?"
    rf"(?P<more> and a half)?\b"
)
_DAYS = {"year": 365, "yr": 365, "month": 30, "mth": 30, "week": 7, "wk": 7, "day": 1}
_FIRST_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_CENTURY = 2000
_HALF = 0.5


def named_day(text: str, today: date) -> date | None:
    """Return the day whose month a sentence names in English, else None.

    A month without a day is its first day, a month without a year the last one that has begun.
    """
    said = _plain(text)
    for pattern in (*_NAMED, _SLASHED):
        found = pattern.search(said)
        if found:
            return _named(found.groupdict(), today)
    return None


def rough_day(text: str, today: date) -> date | None:
    """Return the day a sentence tells of by season or distance in English, counted back from `today`."""
    said = _plain(text)
    return _season(said, today) or _last(said, today) or _ago(said, today)


def has_day_in_figures(text: str) -> bool:
    """Whether a sentence holds a day with the year last: 15/03/2026."""
    return _FIGURES.search(text) is not None


def day_in_figures(text: str) -> date | None:
    """Return that day; None where day and month may be exchanged."""
    read = set()
    for one, other, year in _FIGURES.findall(text)[:1]:
        for day, month in ((one, other), (other, one)):
            with suppress(ValueError):
                read.add(date(int(year), int(month), int(day)))
    return read.pop() if len(read) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _named(parts: dict[str, str | None], today: date) -> date | None:
    name, year = str(parts["month"]), parts.get("year")
    month = int(name) if name.isdecimal() else _MONTHS.index(name[:3]) + 1
    try:
        if year is not None:
            return date(
                int(year.lstrip("'")) % _CENTURY + _CENTURY, month, int(parts.get("day") or 1)
            )
        return _latest(month, int(parts.get("day") or 1), today)
    except ValueError:
        return None


def _latest(month: int, day: int, today: date) -> date:
    """Return that day of the last such month that has begun."""
    this = date(today.year, month, day)
    return this if this <= today else date(today.year - 1, month, day)


def _season(said: str, today: date) -> date | None:
    if _CHRISTMAS.search(said):
        return _latest(12, 25, today)
    found = _SEASON.search(said)
    if not found:
        return None
    begun = _latest(_FIRST_MONTH[found["season"]], 1, today)
    is_over = (today - begun).days > _DAYS["month"] * 3
    return (
        begun
        if is_over or found["which"] == "this"
        else _latest(begun.month, 1, begun - timedelta(days=1))
    )


def _last(said: str, today: date) -> date | None:
    found = _LAST.search(said)
    if not found:
        return None
    back = found["which"] == "last"
    match found["unit"]:
        case "year":
            return date(today.year - back, 1, 1)
        case "month":
            first = today.replace(day=1)
            return (first - timedelta(days=1)).replace(day=1) if back else first
        case _:
            return today - timedelta(days=today.weekday() + 7 * back)


def _ago(said: str, today: date) -> date | None:
    found = _AGO.search(said)
    if not found:
        return None
    count = _COUNT[found["count"]] if found["count"] in _COUNT else float(found["count"])
    if found["half"] or found["more"]:
        count += _HALF
    return today - timedelta(days=round(count * _DAYS[found["unit"]]))
