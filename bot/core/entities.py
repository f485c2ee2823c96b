"""Facts inside a sentence: phones, dates, frame numbers, counts, in their normal form."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from bot.core.english_dates import day_in_figures, has_day_in_figures, named_day, rough_day

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
_ANY_PHONE = re.compile(r"(?<![\dA-Za-z])(\+?\d[\d() -]{5,18}\d)(?!\d)")
_PHONE_DIGITS = range(7, 16)
_FRAME = re.compile(r"(?<![A-Za-z0-9])([A-Z0-9]{10,20})(?![A-Za-z0-9])")
_FRAME_LETTERS_OR_LENGTH = 15
_ORDER_NO = r"(?<![A-Z0-9])([A-Z0-9][A-Z0-9-]{6,30}[A-Z0-9])(?![A-Z0-9])"
_ORDER = re.compile(_ORDER_NO)
_ORDER_TOLD = re.compile(rf"(?:订单|訂單|ORDER).{{0,12}}?{_ORDER_NO}")
_ORDER_DIGITS = 6
_YMD = re.compile(
    r"(?<!\d)(20\d{2}|\d{2})\s*[年./-]\s*(1[0-2]|0?[1-9])(?:\s*[月./-]\s*(3[01]|[12]\d|0?[1-9])?\s*[日号]?)?(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_RELATIVE_YEAR = re.compile(
    r"(今年|去年|前年|大前年)(?:的)?\s*(?:(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月)?"
)
_AGO = re.compile(
    r"(?<!\d)(\d{1,2}|[一二两三四五六七八九十半]{1,3})\s*个?\s*(年|(?<=个)月|星期|周|礼拜|天)"
)
_LATELY = {"今天": 0, "昨天": 1, "前天": 2, "day before yesterday": 2, "today": 0, "yesterday": 1}
_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_DAYS = {"年": 365, "月": 30, "星期": 7, "周": 7, "礼拜": 7, "天": 1}
_NUMBER = re.compile(r"(?<![\d.])(\d{1,6})(?![\d.]*\d)")
SPOKEN_NUMBER = re.compile(
    r"(?<![幺零一二三四五六七八九])[幺零一二三四五六七八九]{11}(?![幺零一二三四五六七八九])"
)
"""A mobile number said figure by figure."""
_SPOKEN = str.maketrans("幺零一二三四五六七八九", "10123456789")
_BUYING = re.compile(
    r"买|购|提车|\b(?:bought|buy|purchased?|ordered|(?:got|had|owned?|have had)(?: it| this| mine| my| the)"
    r"|picked (?:it|this) up)\b"
)
_CLAUSE = re.compile(r"[,，。;；!！?？\n]|\.\s|\s+(?:but|and)\s+")
_SHORT_CLAUSE = 20  # characters; beside a clause of buying it may hold nothing but the day
_BARE_DATE = re.compile(r"20\d{2}\s*[年./-]\s*\d{1,2}\s*(?:[月./-]\s*(?:\d{1,2}\s*[日号]?)?)?")
_BARE_YEAR = re.compile(
    r"(?:大概|好像|应该|就)?是?(?:今年|去年|前年|大前年)的?\s*(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?(?:左右|吧)?"
)
_EARLIEST_YEAR = 2000


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def find_mobile(text: str) -> str | None:
    """Return the mainland mobile number in a sentence, digits only: in figures, else in words."""
    folded = _fold(text)
    spoken = (run[0].translate(_SPOKEN) for run in SPOKEN_NUMBER.finditer(folded))
    for number in (folded, *spoken):
        found = _MOBILE.search(number)
        if found:
            return re.sub(r"\D", "", found[1])
    return None


def find_phone(text: str) -> str | None:
    """Return any phone number in an answer to "your phone?": 7 to 15 digits."""
    mobile = find_mobile(text)
    if mobile:
        return mobile
    folded = _fold(text)
    found = None if _YMD.search(folded) or _COMPACT.search(folded) else _ANY_PHONE.search(folded)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return digits if len(digits) in _PHONE_DIGITS else None


def find_frame_no(text: str) -> str | None:
    """Return a frame number: 10 to 20 letters and digits mixed, or a run of 15 digits and more."""
    for found in _FRAME.finditer(_fold(text).upper()):
        number = found[1]
        digits = sum(c.isdigit() for c in number)
        if digits >= 4 and (digits < len(number) or len(number) >= _FRAME_LETTERS_OR_LENGTH):
            return number
    return None


def find_order_no(text: str) -> str | None:
    """Return the order number in an answer: a run of at least eight figures and capitals."""
    return _order(_ORDER, text)


def find_order_told(text: str) -> str | None:
    """Return an order number told in passing: only one that is called so."""
    return _order(_ORDER_TOLD, text)


def _order(pattern: re.Pattern[str], text: str) -> str | None:
    for found in pattern.finditer(_fold(text).upper()):
        if sum(x.isdigit() for x in found[1]) >= _ORDER_DIGITS:
            return found[1]
    return None


def find_number(text: str) -> str | None:
    """Return the first whole number in a sentence."""
    found = _NUMBER.search(_fold(text))
    return found[1] if found else None


def find_date(text: str, today: date) -> date | None:
    """Return the day a sentence names, exactly ("2024.3.8", "3 March 2026") or roughly ("三个月前", "last year").

    A month without a day is its first day; the rough forms count back from `today`. None where
    figures may be read as two different days.
    """
    folded = _fold(text)
    if has_day_in_figures(folded):
        return day_in_figures(folded)
    found = _COMPACT.search(folded) or _YMD.search(folded)
    if found:
        return _date(*found.groups())
    return named_day(folded, today) or _told_roughly(folded, today) or rough_day(folded, today)


def _told_roughly(folded: str, today: date) -> date | None:
    found = _RELATIVE_YEAR.search(folded)
    if found:
        return _date(str(today.year - _BACK[found[1]]), found[2] or "1", None)
    for word, days in _LATELY.items():
        if word in folded.lower():
            return today - timedelta(days=days)
    if "上个月" in folded:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = _AGO.search(folded)
    return today - timedelta(days=round(_count(found[1]) * _DAYS[found[2]])) if found else None


def find_purchase(text: str, today: date) -> date | None:
    """Return the day something was bought: told with a word of buying, or a bare date.

    None when the sentence tells of no purchase or the day is still to come.
    """
    said = text.strip()
    bare = _BARE_DATE.fullmatch(said) or _BARE_YEAR.fullmatch(said)
    day = find_date(said, today) if bare else _bought(_CLAUSE.split(said.lower()), today)
    return day if day is not None and day <= today else None


def _bought(clauses: Sequence[str], today: date) -> date | None:
    """Return the day in a clause of buying, else in a clause beside it that tells nothing more."""
    for at, clause in enumerate(clauses):
        if not _BUYING.search(clause):
            continue
        beside = (
            one
            for one in clauses[max(0, at - 1) : at + 2]
            if len(one) <= _SHORT_CLAUSE and not any(word in one for word in _LATELY)
        )
        for one in (clause, *beside):
            day = find_date(one, today)
            if day is not None:
                return day
    return None


def _date(year: str, month: str, day: str | None) -> date | None:
    number = int(year)
    try:
        return date(
            number if number > 99 else number + _EARLIEST_YEAR, int(_count(month)), int(day or 1)
        )
    except ValueError:
        return None


def _count(text: str) -> float:
    if text.isdigit():
        return int(text)
    if text.startswith("半"):
        return 0.5
    if text.startswith("十"):
        return 10 + _DIGITS.get(text[1:], 0)
    return _DIGITS.get(text[:1], 1)


FINDERS: dict[str, Callable[[str], str | None]] = {
    "phone": find_phone,
    "frame_no": find_frame_no,
    "order_no": find_order_no,
    "number": find_number,
}
