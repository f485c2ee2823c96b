"""When something was bought: every way dealers write a day or a month."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.core.returns.line import Fault
from bot.core.returns.numbers import numeral
from bot.core.returns.words import ReturnWords

_CENTURY = 2000
_THOUSAND = 1000
_YEARS_AHEAD = 1
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(
    38_000, 80_000
)  # 2004 to 2119: what a spreadsheet's bare number can mean as a day
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Day:
    """A day found in a text; `day` is None when it cannot be right, and `wrong` says why."""

    start: int
    end: int
    day: date | None
    exact: bool = False
    """The day was told, not the month alone."""
    wrong: Fault | None = None


def find_bought(text: str, words: ReturnWords, *, today: date) -> Day | None:
    """Return the day of purchase in a normalised text; the surest way of writing one counts."""
    wrong: Day | None = None
    for pattern, read in _ways(words):
        for found in pattern.finditer(text):
            day = read(found, words, today)
            if day is not None and day.wrong is None:
                return day
            wrong = wrong or day
    return wrong


def read_cell(text: str, words: ReturnWords, *, today: date) -> Day | None:
    """Return the day in a cell of a spreadsheet, which may be the bare number Excel counts days by."""
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in _EXCEL_DAYS:
        day = _EXCEL_EPOCH + timedelta(days=int(float(text)))
        return _checked((0, len(text)), day, words, today, exact=True, written=day.isoformat())
    return find_bought(text, words, today=today)


Reader = Callable[[re.Match[str], ReturnWords, date], Day | None]


@lru_cache(maxsize=8)
def _ways(words: ReturnWords) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    han = "[〇零一二三四五六七八九]"
    number = rf"(?:\d{{1,2}}|{words.numeral}{{1,3}})"
    month, name = rf"(?P<month>{number})", rf"(?P<name>{words.month})"
    en_year = r"(?P<year>(?:19|20)\d{2}|'?\d{2})"
    return (
        (
            re.compile(
                rf"(?<![\da-z])(?P<year>\d{{4}}|\d{{2}}|{han}{{2}}|{han}{{4}})\s*年\s*的?{month}\s*月份?"
                rf"(?:\s*(?P<day>{number})\s*[日号])?"
            ),
            _numbers,
        ),
        (
            re.compile(
                r"(?<![\da-z.-])(?P<year>\d{4})\s*[-./年]\s*(?P<month>\d{1,2})"
                r"(?:\s*[-./月]\s*(?P<day>\d{1,2})\s*[日号]?)?(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?(?![\d.]*[\da-z])月?"
            ),
            _numbers,
        ),
        (
            re.compile(r"(?<![\da-z.])(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})(?![\da-z])"),
            _numbers,
        ),
        (
            re.compile(r"(?<![\da-z.])(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?![\da-z])"),
            _numbers,
        ),
        (
            re.compile(
                rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{name}\.?,?\s*{en_year}(?!\d)"
            ),
            _named,
        ),
        (
            re.compile(
                rf"{name}\.?\s*(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,\s*|of\s+)?,?\s*{en_year}(?!\d)"
            ),
            _named,
        ),
        (re.compile(r"(?<![\d/])(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d{2})(?![\d/])"), _numbers),
        (
            re.compile(
                r"(?<![\da-z.-])(?P<year>\d{2})\s?[./-]\s?(?P<month>\d{1,2})(?:\s?[./-]\s?(?P<day>\d{1,2}))?"
                r"(?:月份?|[日号])?(?![\d.]*[\da-z%°])(?!\s*[./-]\d)"
            ),
            _short,
        ),
        (
            re.compile(
                rf"(?P<relative>{words.year})\s*的?\s*{month}\s*月份?(?:\s*(?P<day>{number})\s*[日号])?"
            ),
            _relative,
        ),
        (
            re.compile(
                rf"(?:(?<!\d)(?P<year>\d{{4}}|\d{{2}})\s*年?|(?P<relative>{words.year}))\s*(?P<part>{words.year_part})"
            ),
            _part,
        ),
        (
            re.compile(
                rf"(?<![\d.])(?P<number>\d{{1,3}}|{words.numeral}{{1,3}})\s*(?P<unit>{words.ago_unit})"
            ),
            _ago,
        ),
        (words.lately_words, _lately),
        (
            re.compile(rf"(?<![\d.年]){month}\s*月份?(?:\s*(?P<day>{number})\s*[日号])?(?!\d)"),
            _month_alone,
        ),
        (
            re.compile(
                r"(?<![\da-z.])(?P<year>\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\da-z.-])"
            ),
            _short,
        ),
        (
            re.compile(
                rf"(?<![\da-z])(?:(?P<year>(?:19|20)\d{{2}}|\d{{2}}|{han}{{2,4}})\s*年|(?P<relative>{words.year}))(?!前)"
            ),
            _year_alone,
        ),
    )


def _year(text: str) -> int:
    year = int(text.translate(_HAN_DIGITS).lstrip("'"))
    return year if year >= _THOUSAND else _CENTURY + year


def _figure(text: str | None, words: ReturnWords) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() else numeral(text, words)


def _numbers(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    parts = found.groupdict()
    return _made(
        found,
        (_year(found["year"]), _figure(found["month"], words), _figure(parts.get("day"), words)),
        words,
        today,
    )


def _named(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    day = _figure(found["day"], words)
    return _made(found, (_year(found["year"]), words.months[found["name"]], day), words, today)


def _short(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    """A year of two figures is one only when it is near; 60.2 is a voltage."""
    year = _year(found["year"])
    if not words.limits.earliest_year <= year <= today.year + _YEARS_AHEAD:
        return None
    return _numbers(found, words, today)


def _relative(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    year = today.year - words.years[found["relative"]]
    return _made(
        found, (year, _figure(found["month"], words), _figure(found["day"], words)), words, today
    )


def _part(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    year = _year(found["year"]) if found["year"] else today.year - words.years[found["relative"]]
    return _made(found, (year, words.year_parts[found["part"]], None), words, today)


def _ago(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    count = _figure(found["number"], words) or 0
    back = count * words.ago[" ".join(found["unit"].split())]
    return Day(*found.span(), _back(today, back))


def _lately(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    return Day(*found.span(), _back(today, words.lately[" ".join(found[0].split())]))


def _month_alone(found: re.Match[str], words: ReturnWords, today: date) -> Day | None:
    """A month without a year is the last one of that name."""
    month = _figure(found["month"], words)
    year = today.year if month is not None and month <= today.month else today.year - 1
    return _made(found, (year, month, _figure(found["day"], words)), words, today)


def _year_alone(found: re.Match[str], _words: ReturnWords, _today: date) -> Day | None:
    return Day(*found.span(), None, wrong=Fault("bought_year", found[0]))


def _back(today: date, months: int) -> date | None:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 1) if year > 0 else None


def _made(
    found: re.Match[str],
    told: tuple[int, int | None, int | None],
    words: ReturnWords,
    today: date,
) -> Day | None:
    year, month, day = told
    try:
        made = date(year, month or 0, day or 1)
    except ValueError:
        return Day(*found.span(), None, wrong=Fault("bought_wrong", found[0].strip()))
    return _checked(
        found.span(), made, words, today, exact=day is not None, written=found[0].strip()
    )


def _checked(
    span: tuple[int, int], day: date, words: ReturnWords, today: date, *, exact: bool, written: str
) -> Day:
    if day > today:
        return Day(*span, None, wrong=Fault("bought_future", written))
    if day.year < words.limits.earliest_year:
        return Day(*span, None, wrong=Fault("bought_early", written))
    return Day(*span, day, exact)
