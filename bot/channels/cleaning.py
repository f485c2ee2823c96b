"""What comes from outside, made fit for any database and for the matcher."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bot.core.events import Event, Happening, Person

LONGEST = 8_000
"""Characters of one incoming text; whoever pastes more has told enough by then."""

# PostgreSQL takes no NUL, no encoding takes half of a surrogate pair, nobody can see the others.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return a text without control characters and broken surrogates, cut at `LONGEST`."""
    return _UNFIT.sub("", text[: 2 * LONGEST])[:LONGEST]


def clean_event(event: Event) -> Event:
    """Return an event with every text cleaned that its sender could have chosen."""
    sender: Person = _cleaned(event.sender)
    what: Happening = _cleaned(event.what)
    return replace(event, sender=sender, what=what)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    was = {field.name: getattr(value, field.name) for field in fields(value)}
    now = {name: _cleaned(each) for name, each in was.items()}
    return value if now == was else replace(value, **now)
