"""Codes that people read aloud and type: no sign that is taken for another."""

import re
import unicodedata

ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
"""29 signs; eight of them are 5·10¹¹ codes, far beyond what the brake on wrong ones lets anybody try."""
LENGTH = 8
LINK = "inv_"
"""What a start link's payload begins with."""

_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "U": "V"})
# Looked at from every place, for "code A7QK-3M9X" holds "code A7QK" too.
_CODE = re.compile(r"(?<![0-9A-Z])(?=([0-9A-Z]{4})([ ._–—-]{0,3})([0-9A-Z]{4})(?![0-9A-Z]))")
_WHOLE = re.compile(r"\W*([0-9A-Z]{4})[ ._–—-]{1,3}([0-9A-Z]{4})\W*")


def shown(code: str) -> str:
    """Return a code as it is written and read: `ABCD-EFGH`."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """Return the code in a text, in whatever case, width and grouping; None when there is none."""
    found = list(_CODE.finditer(_fold(text)))
    return _exact(*max(found, key=_likeness).group(1, 3)) if found else None


def is_code(text: str) -> str | None:
    """Return the code when the text is nothing but one in two groups; None otherwise.

    Eight signs in a row may as well be a model or a number of something else.
    """
    found = _WHOLE.fullmatch(_fold(text))
    return None if found is None else _exact(*found.groups())


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _likeness(found: re.Match[str]) -> tuple[bool, bool, int]:
    """How much it looks like a code rather than two words: held together, with digits, said last."""
    signs = found[1] + found[3]
    return found[2].strip() != "" or not found[2], any(map(str.isdigit, signs)), found.start()


def _exact(first: str, second: str) -> str:
    return (first + second).translate(_TAKEN_FOR)
