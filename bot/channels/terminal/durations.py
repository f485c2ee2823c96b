"""Durations as people write them: `30m`, `2h`, `1d 12h`."""

import re
from datetime import timedelta

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = 10 * 365 * 86_400
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")


def read_duration(text: str) -> timedelta | None:
    """Return the duration, None when the text is none, or one of more than ten years."""
    if not re.fullmatch(r"(?:\s*\d+(?:\.\d+)?\s*[smhd])+\s*", text):
        return None
    seconds = sum(float(n) * _UNITS[unit] for n, unit in _PART.findall(text))
    return timedelta(seconds=seconds) if seconds <= _LONGEST else None
