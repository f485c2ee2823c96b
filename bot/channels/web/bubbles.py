"""A transcript as the chat page shows it: bubbles, pictures and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Literal

from markupsafe import Markup, escape

from bot.channels.web.albums import in_albums
from bot.channels.web.fragments import safe_fragment
from bot.channels.web.words import Words
from bot.core.events import MediaFile
from bot.desk.views import MessageView, label_pressed

Side = Literal["me", "bot", "note"]
_MENU = ("status", "human", "help", "cancel")
_SILENT = ("left", "returned", "timer")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a bubble; `shown` when browsers can draw it."""

    url: str
    name: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Pill:
    """A button under a message; `pressed` once the customer has chosen it."""

    label: str
    data: str
    request: str
    pressed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message; a `note` stands in the middle and belongs to nobody."""

    seq: int
    side: Side
    text: Markup
    at: datetime
    """Local to the company."""
    author: str = ""
    """Named when a person of the company wrote it."""
    attachments: tuple[Attachment, ...] = ()
    rows: tuple[tuple[Pill, ...], ...] = ()
    explained: bool = False
    parts: tuple[int, ...] = ()
    """Numbers of all the messages that are one album here; its own when it is none's."""

    @property
    def day(self) -> date:
        """The local day."""
        return self.at.date()


def bubbles(
    lines: Sequence[MessageView], *, conversation: str, words: Words, zone: tzinfo
) -> tuple[Bubble, ...]:
    """Return what is to be shown, in order; happenings nobody would call a message are left out.

    The parts of an album are one bubble, where the first of them stands.
    """
    pressed = frozenset(line.text for line in lines if line.kind == "pressed")
    made = (
        _bubble(line, lines, conversation=conversation, words=words, zone=zone, pressed=pressed)
        for line in lines
    )
    shown = ((line, one) for line, one in zip(lines, made, strict=True) if one is not None)
    return tuple(in_albums(shown, together=_together))


def _together(album: Bubble, part: Bubble) -> Bubble:
    """Return an album with a further part."""
    return replace(
        album,
        text=Markup("\n").join(text for text in (album.text, part.text) if text),
        attachments=(*album.attachments, *part.attachments),
        parts=(*album.parts, *part.parts),
    )


def open_question(shown: Sequence[Bubble]) -> int | None:
    """Return the number of the message whose buttons still wait for a press.

    A question is over once the customer has said something and got another reply.
    """
    asked = next((bubble.seq for bubble in reversed(shown) if bubble.rows), None)
    if asked is None:
        return None
    said = next((one.seq for one in shown if one.seq > asked and one.side != "bot"), None)
    over = said is not None and any(one.seq > said and one.side == "bot" for one in shown)
    return None if over else asked


def _bubble(
    line: MessageView,
    lines: Sequence[MessageView],
    *,
    conversation: str,
    words: Words,
    zone: tzinfo,
    pressed: frozenset[str],
) -> Bubble | None:
    at = line.at.astimezone(zone)
    attachments = tuple(_attachment(file, conversation) for file in line.files)
    if not line.incoming:
        return Bubble(
            seq=line.seq,
            side="bot",
            text=safe_fragment(line.text),
            at=at,
            author="" if line.author == "bot" else words["staff_says"],
            attachments=attachments,
            rows=tuple(
                tuple(
                    Pill(button.label, button.data, button.request, button.data in pressed)
                    for button in row
                )
                for row in line.buttons
            ),
            explained=line.why is not None,
            parts=(line.seq,),
        )
    said = _said(line, lines, words)
    if said is None:
        return None
    side: Side = "note" if line.kind == "command" and line.text == "/restart" else "me"
    return Bubble(
        seq=line.seq,
        side=side,
        text=escape(said),
        at=at,
        attachments=attachments,
        parts=(line.seq,),
    )


def _said(line: MessageView, lines: Sequence[MessageView], words: Words) -> str | None:
    """Return what the customer did in the words they would use; None when it is not worth a bubble."""
    if line.kind == "pressed":
        return label_pressed(lines, line.text) or None
    if line.kind == "command":
        name = line.text[1:]
        if name in _MENU or name == "restart":
            return words[name]
        return words["language_changed"] if name.startswith("language") else line.text
    if line.kind == "started":
        return None
    return None if line.kind in _SILENT else line.text


def _attachment(file: MediaFile, conversation: str) -> Attachment:
    name = file.ref.removeprefix("file:")
    return Attachment(
        url=f"/chat/{conversation}/files/{name}",
        name=file.name,
        shown=name.rpartition(".")[2] in DRAWN,
    )


DRAWN = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
}
"""Endings of pictures every browser draws, and their media types; all else is only offered to save."""
