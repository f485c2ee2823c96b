"""Case numbers: readable, checkable, and found however they are typed."""

import re
from datetime import date

_NAMED = re.compile(r"rt\W*(20\d{6})\W*(\d{1,6})(?!\d)", re.IGNORECASE)
_BARE = re.compile(r"(?<!\d)(20\d{6})(?:-(\d{1,4})|(\d{4}))(?!\d)")
_BARE_MESSAGE = 24
"""Characters: in a longer message a bare number may be an order's or anything else's."""
_SEQUENCE_DIGITS = 4
_FULL_WIDTH = {ord("０") + n: str(n) for n in range(10)} | {ord("－"): "-"}


def case_number(day: date, sequence: int) -> str:
    """Return the readable number of the `sequence`-th case of a local day."""
    return f"RT-{day:%Y%m%d}-{sequence:0{_SEQUENCE_DIGITS}d}"


def parse_case_number(text: str) -> str | None:
    """Find a case number typed with spaces, in lower case or without prefix; None when there is none."""
    folded = text.replace(" ", "").translate(_FULL_WIDTH)
    found = _NAMED.search(folded)
    if found is None and len(folded) <= _BARE_MESSAGE:
        found = _BARE.search(folded)
    if found is None:
        return None
    day, *sequence = (group for group in found.groups() if group)
    return f"RT-{day}-{int(sequence[0]):0{_SEQUENCE_DIGITS}d}"
