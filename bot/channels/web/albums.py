"""Lines of one album laid together, as the chat page and the desk show them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.desk.views import MessageView, album_of

_Shown = TypeVar("_Shown")


def in_albums(
    shown: Iterable[tuple[MessageView, _Shown]], together: Callable[[_Shown, _Shown], _Shown]
) -> list[_Shown]:
    """Return what is shown of lines, the parts of an album as one where the first of them stands."""
    kept: list[_Shown] = []
    albums: dict[str, int] = {}
    for line, one in shown:
        album = album_of(line.files)
        if album in albums:
            kept[albums[album]] = together(kept[albums[album]], one)
            continue
        if album:
            albums[album] = len(kept)
        kept.append(one)
    return kept
