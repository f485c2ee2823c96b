"""The right side of the desk."""

from typing import TYPE_CHECKING

from bot.channels.web.desk.live import Verb
from bot.channels.web.desk.patches import Op

if TYPE_CHECKING:
    from bot.channels.web.desk.desk_view import DeskView


class CardPane:
    """The card of one desk."""

    def __init__(self, desk: "DeskView") -> None:
        self._desk = desk

    def verbs(self) -> dict[str, Verb]:
        return {}

    def leave_case(self) -> None:
        pass

    async def refresh(self) -> list[Op]:
        return []
