"""Keep phone numbers out of places where many people read."""

import re
import unicodedata
from collections.abc import Iterable

from bot.core.entities import SPOKEN_NUMBER

_SHOWN_BEFORE, _SHOWN_BEHIND = 3, 4
_STARS = "****"

# Mobile numbers with any spacing, and landlines with their area code.
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])"
    r"|(?<![\dA-Za-z-])0\d{2,3}[- ]?\d{7,8}(?![\dA-Za-z])"
    r"|(?<![\dA-Za-z])\+\d[\d() -]{6,18}\d(?![\dA-Za-z])"
)
_RUN = re.compile(r"(?<![\dA-Za-z])\+?\d[\d() -]{4,18}\d(?![\dA-Za-z])")


def mask_phones(text: str, *, known: Iterable[str] = ()) -> str:
    """Return a text in which of every phone number only the ends can be read.

    `known` are numbers of this customer, digits only: they are found in whatever way they are
    written. Case, frame and waybill numbers stay as they are.
    """
    folded = _same_length(text)
    digits = {re.sub(r"\D", "", number) for number in known} - {""}
    spans = [(found.start(), found.end()) for found in _PHONE.finditer(folded)]
    spans += [(found.start(), found.end()) for found in SPOKEN_NUMBER.finditer(folded)]
    spans += [
        (found.start(), found.end())
        for found in _RUN.finditer(folded)
        if re.sub(r"\D", "", found[0]) in digits
    ]
    for start, end in reversed(_apart(spans)):
        text = f"{text[:start]}{mask(text[start:end])}{text[end:]}"
    return text


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mask(number: str) -> str:
    """Return a number with its middle hidden."""
    kept = re.sub(r"[^\w+]", "", unicodedata.normalize("NFKC", number))
    if len(kept) <= _SHOWN_BEFORE + _SHOWN_BEHIND:
        return f"{_STARS}{kept[-2:]}"
    return f"{kept[:_SHOWN_BEFORE]}{_STARS}{kept[-_SHOWN_BEHIND:]}"


def _same_length(text: str) -> str:
    """Return a text with full-width figures as plain ones, each sign in its place."""
    folded = (unicodedata.normalize("NFKC", sign) for sign in text)
    return "".join(
        plain if len(plain) == 1 else sign for sign, plain in zip(text, folded, strict=True)
    )
