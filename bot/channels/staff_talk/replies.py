"""What a staff member is shown."""

from dataclasses import dataclass

from bot.core.effects import Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to a staff member; `text` is an escaped HTML fragment, a button's data at most 64 bytes."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()


Replies = tuple[Reply, ...]


def rows(buttons: tuple[Button, ...], *, wide: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Return buttons in rows of at most `wide`."""
    return tuple(buttons[first : first + wide] for first in range(0, len(buttons), wide))
