"""Serial and frame numbers in a line, typed or read off a QR or bar code."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.returns.line import Fault
from bot.core.returns.words import ReturnWords

_LEAST_DIGITS = 4
_LONGEST = 40
_PURE = 8  # digits; a shorter run of nothing else is a count, a price or a day
_PHONE = re.compile(r"1[3-9]\d{9}")
_SPEC = re.compile(r"(?:\d+(?:\.\d+)?(?:v|a|ah|mah|w|kw|wh|kwh|hz|mm|cm|km|kg|g|寸)[*x-]?){1,4}")
_TOKEN = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[a-z0-9_/-]*[a-z0-9])?(?![a-z0-9])")
_BETWEEN = re.compile(r"[\s,、]+")
_URL = re.compile(r"https?://\S+")
_IN_URL = re.compile(r"[?&#/=]([a-z0-9-]{6,40})(?=$|[&#/?])")
_BROKEN_BY_EMOJI = re.compile(
    "[A-Za-z0-9]*[0-9][A-Za-z0-9]*[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]+[A-Za-z0-9]+"
)


@dataclass(frozen=True, slots=True)
class Serials:
    """The numbers found, where they stood, and those that cannot be right."""

    numbers: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    wrong: tuple[Fault, ...] = ()


def broken_serial(text: str) -> Fault | None:
    """Return a number with a picture in its middle, as typed; normalising would hide it."""
    found = _BROKEN_BY_EMOJI.search(text)
    return Fault("serials_wrong", found[0][:_LONGEST]) if found else None


def find_links(text: str) -> Serials:
    """Return the numbers inside the web addresses of a normalised text, as QR codes hold them."""
    numbers = []
    spans = []
    for found in _URL.finditer(text):
        inside = [one for one in _IN_URL.findall(found[0]) if _is_serial(one)]
        numbers += [one.upper() for one in inside[-1:]]
        spans.append(found.span())
    return Serials(tuple(numbers), tuple(spans))


def find_serials(text: str, words: ReturnWords) -> Serials:
    """Return the serial numbers in a normalised text, in capitals, each once."""
    numbers: list[str] = []
    spans: list[tuple[int, int]] = []
    wrong: list[Fault] = []
    for found in _marked(words).finditer(text):
        spans.append(found.span())
        for number in _BETWEEN.split(found["numbers"]):
            if len(number) > _LONGEST or not any(letter.isdigit() for letter in number):
                wrong.append(Fault("serials_wrong", number[:_LONGEST]))
            else:
                numbers.append(number)
    for found in _TOKEN.finditer(text):
        if _within(found.span(), spans) or not _is_serial(found[0]):
            continue
        spans.append(found.span())
        if len(found[0]) > _LONGEST:
            wrong.append(Fault("serials_wrong", found[0][:_LONGEST]))
        else:
            numbers.append(found[0])
    each = dict.fromkeys(number.upper() for number in numbers)
    if len(each) < len(numbers):
        twice = next(one for one in each if [n.upper() for n in numbers].count(one) > 1)
        wrong.append(Fault("serials_twice", twice))
    return Serials(tuple(each), tuple(spans), tuple(wrong))


@lru_cache(maxsize=8)
def _marked(words: ReturnWords) -> re.Pattern[str]:
    """A mark in Latin letters needs a sign behind it: SN1234 is a number of its own."""
    numbers = r"(?P<numbers>[a-z0-9][a-z0-9_/-]{3,}(?:[\s,、]+[a-z]*\d[a-z0-9-]{3,})*)(?![a-z0-9])"
    return re.compile(
        rf"{words.serial_mark}(?:\s*[:=#.]\s*|\s+|(?<=[\u4e00-\u9fff])[是为]?\s*){numbers}"
    )


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _is_serial(token: str) -> bool:
    digits = sum(letter.isdigit() for letter in token)
    if digits < _LEAST_DIGITS or _SPEC.fullmatch(token):
        return False
    if digits == len(token):
        return digits >= _PURE and not _PHONE.fullmatch(token)
    return any(letter.isalpha() for letter in token) and len(token) > _LEAST_DIGITS + 1
