"""A transcript as staff see it: who said what, how it arrived, and what is for colleagues only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal

from markupsafe import Markup, escape

from bot.channels.web.albums import in_albums
from bot.channels.web.desk.files import Attachment, attachment
from bot.channels.web.fragments import safe_fragment
from bot.channels.web.words import Words
from bot.desk.views import MessageView, label_pressed

Side = Literal["in", "out", "staff", "note", "mark"]

_SILENT = ("timer", "edit", "delete")
_STAFF = "staff:"
_TOLD = ("pending", "failed", "unknown")
"""Deliveries worth a word; that something arrived is the rule."""
_FENCED = "fenced"
"""Reason of what the bot was about to say when a person took over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of the conversation on the desk."""

    seq: int
    side: Side
    text: Markup
    at: datetime
    """Local to the company."""
    day: str = ""
    """Shown above the first line of a day."""
    author: str = ""
    attachments: tuple[Attachment, ...] = ()
    choices: tuple[tuple[str, bool], ...] = ()
    """Labels of the buttons under it, and which was pressed."""
    explained: bool = False
    edited: bool = False
    deleted: bool = False
    delivery: str = ""
    reason: str = ""
    changeable: bool = False
    """Whether the member who looks may change it or take it back."""
    last: int = 0
    """Number of the last part of its album; its own when it is none's."""

    @property
    def failed(self) -> bool:
        """Whether it did not, or may not have, arrived."""
        return self.delivery in ("failed", "unknown")


def line_views(
    lines: Sequence[MessageView],
    *,
    conversation: str,
    words: Words,
    zone: tzinfo,
    names: Mapping[str, str],
    me: str,
    notices: Mapping[str, str] | None = None,
) -> tuple[LineView, ...]:
    """Return the lines worth showing, in order; `names` are the staff by id, `me` who looks.

    The parts of an album are one, where the first of them stands. `notices` tells what the system
    noted in the reader's language.
    """
    pressed = frozenset(line.text for line in lines if line.kind == "pressed")
    told = [line for line in lines if line.kind not in _SILENT]
    views = (
        LineView(
            seq=line.seq,
            last=line.seq,
            side=_side(line),
            text=_text(line, lines, words=words, names=names, notices=notices or {}),
            at=line.at.astimezone(zone),
            day=line.at.astimezone(zone).date().isoformat(),
            author=_author(line, names=names, words=words),
            attachments=tuple(attachment(file, conversation) for file in line.files),
            choices=tuple(
                (button.label, button.data in pressed) for row in line.buttons for button in row
            ),
            explained=line.why is not None,
            edited=line.edited,
            deleted=line.deleted,
            delivery=_delivery(line),
            reason=words.get(f"undelivered_{line.reason}", line.reason),
            changeable=_is_own(line, me),
        )
        for line in told
    )
    shown = in_albums(zip(told, views, strict=True), together=_together)
    days = ["", *(view.day for view in shown)]
    return tuple(
        replace(view, day="") if view.day == before else view
        for view, before in zip(shown, days, strict=False)
    )


def _together(album: LineView, part: LineView) -> LineView:
    """Return an album with a further part; it is taken back when all of it is, and troubled when one is."""
    told = album if album.delivery else part
    return replace(
        album,
        last=part.last,
        text=Markup("\n").join(text for text in (album.text, part.text) if text),
        attachments=(*album.attachments, *part.attachments),
        edited=album.edited or part.edited,
        deleted=album.deleted and part.deleted,
        delivery=told.delivery,
        reason=told.reason,
    )


def _delivery(line: MessageView) -> str:
    if line.reason == _FENCED:
        return "fenced"
    return line.delivery if line.delivery in _TOLD else ""


def _is_own(line: MessageView, me: str) -> bool:
    own = line.author == f"{_STAFF}{me}" and not line.internal
    return own and not line.deleted and line.delivery not in ("failed", "unknown")


def _side(line: MessageView) -> Side:
    if line.internal:
        return "note" if line.kind in _WRITTEN else "mark"
    if line.incoming:
        return "mark" if line.kind in _MARKS else "in"
    return "staff" if line.author.startswith(_STAFF) else "out"


def _author(line: MessageView, *, names: Mapping[str, str], words: Words) -> str:
    if line.author.startswith(_STAFF):
        return names.get(line.author.removeprefix(_STAFF), words["colleague"])
    return words["bot"] if line.author == "bot" and line.internal else ""


def _text(
    line: MessageView,
    lines: Sequence[MessageView],
    *,
    words: Words,
    names: Mapping[str, str],
    notices: Mapping[str, str],
) -> Markup:
    side = _side(line)
    if side in ("out", "staff"):
        return safe_fragment(line.text)
    if line.kind == "notice":
        return escape(_noted(line.text, words, notices))
    if side != "mark":
        return escape(_said(line, lines, words))
    about = words.get(f"mark_{line.kind}", line.kind)
    who = _author(line, names=names, words=words) if line.internal else ""
    more = "" if line.text == who else line.text.replace("\n", " · ")
    return escape(" · ".join(part for part in (who, about, more) if part))


def _noted(text: str, words: Words, notices: Mapping[str, str]) -> str:
    """Return a notice of the system; one that speaks of a task by the task's name."""
    if text in notices:
        return notices[text]
    about = next((told for kept, told in notices.items() if kept in text), "")
    return words["reminder"].replace("{task}", about) if about else text


def _said(line: MessageView, lines: Sequence[MessageView], words: Words) -> str:
    match line.kind:
        case "pressed":
            return label_pressed(lines, line.text) or words["pressed"]
        case "command":
            return words[f"command_{name}"] if (name := line.text[1:]) in _COMMANDS else line.text
        case _:
            return line.text


_COMMANDS = ("status", "human", "help", "cancel", "restart")
_MARKS = ("started", "left", "returned")
_WRITTEN = ("note", "notice")
