"""Transcript lines for tests."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.desk.views import MessageView

LINE = MessageView(
    seq=1,
    incoming=True,
    kind="said",
    author="customer:1",
    text="",
    buttons=(),
    files=(),
    why=None,
    update_id="u1",
    edited=False,
    internal=False,
    about=None,
    deleted=False,
    at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    delivery="received",
)


def line(seq: int, text: str = "", **more: object) -> MessageView:
    """One line somebody wrote."""
    return replace(LINE, seq=seq, text=text, **more)


def reply(seq: int, text: str, **more: object) -> MessageView:
    """One line of the bot."""
    return line(seq, text, incoming=False, kind="say", author="bot", delivery="sent", **more)
