"""Transcripts: conversations a manager can read, played again to see that they still hold.

A transcript is a YAML file with `title`, optional `about`, `pack` and `start`, and the `talk`: what
the customer does (`customer`, `presses`, `sends`, `shares`, `edits`, `waits`) and what is expected
(`bot` or `colleague` with `buttons`, `state`). Others speak under their own names: `dealer:1`,
`staff:agent-li`, `customer:2`, with a verb behind it as in `staff:agent-li presses`; what they read is
`to dealer:1`. Playing it gives the talk as it is now; comparing is the reader's affair.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bot.channels.terminal.durations import read_duration
from bot.channels.terminal.session import InputError, Session, Speaker, read_speaker
from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.core.events import Event
from bot.core.markup import plain
from bot.core.state import STAFF, State
from bot.core.turn import Records, Turn
from bot.desk import Desk
from bot.desk.views import MessageView, cases_of, changes
from bot.store.documents import PREFIX
from bot.store.engines import Store
from bot.store.schema import create_fresh

Entry = dict[str, Any]
INPUTS = ("customer", "presses", "sends", "shares", "edits", "waits")
"""What the first customer does; `waits` is everybody's."""

FIRST = Speaker("customer", "1")
_SPOKEN = re.compile(r"((?:customer|dealer|staff):\S+)(?: (presses|sends|shares|edits))?")
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in China: the desk is open."""
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation as written down."""

    title: str
    talk: tuple[Entry, ...]
    about: str = ""
    pack: str = ""
    start: datetime = START


def read(path: Path) -> Transcript:
    """Read a transcript; raises InputError when it is not one."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or not isinstance(data.get("talk"), list):
        raise InputError(f"{path}: a transcript has a title and a talk")
    start = data.get("start", START)
    return Transcript(
        title=str(data.get("title", path.stem)),
        talk=tuple(data["talk"]),
        about=str(data.get("about", "")),
        pack=str(data.get("pack", "")),
        start=start if start.tzinfo else start.replace(tzinfo=UTC),
    )


def write(path: Path, transcript: Transcript) -> None:
    """Write a transcript the way a person reads it."""
    head: Entry = {"title": transcript.title}
    if transcript.about:
        head["about"] = transcript.about
    if transcript.pack:
        head["pack"] = transcript.pack
    if transcript.start != START:
        head["start"] = transcript.start
    text = _dump(head) + "talk:\n" + "".join(_entry(entry) for entry in transcript.talk)
    path.write_text(text, encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, so that a conversation reads like one."""


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)


def _dump(value: object) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


def _entry(entry: Entry) -> str:
    first, *rest = _dump(entry).splitlines(keepends=True)
    return f"  - {first}" + "".join(f"    {line}" if line.strip() else line for line in rest)


def play(transcript: Transcript, book: Book) -> tuple[tuple[Entry, ...], frozenset[str]]:
    """Return the talk as it goes now, and the book's steps it walked.

    Raises InputError when an input cannot be carried out, such as a button that is not there.
    """
    walked: set[str] = set()

    def watched(book: Book, state: State, event: Event, records: Records) -> Turn:
        turn = dispatch(book, state, event, records)
        walked.update(turn.walked)
        return turn

    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/transcript.db"
        store = Store(url, synchronous="NORMAL")
        create_fresh(store)
        desk = Desk(store, lambda: book, step=watched, pack=transcript.pack)
        session = Session(desk, files=Path(folder), start=transcript.start, make_up=True)
        try:
            talk = tuple(_talk(session, transcript, Path(folder)))
        finally:
            store.close()
    return talk, frozenset(walked)


def _talk(session: Session, transcript: Transcript, folder: Path) -> Iterator[Entry]:
    heard: dict[Speaker, int] = {FIRST: 0}
    before: dict[Speaker, str] = {FIRST: ""}
    for entry in transcript.talk:
        given = next((name for name in entry if _is_input(name)), None)
        if given is None:
            continue
        speaker, verb = _read_input(given)
        if speaker not in heard:
            heard[speaker] = session.last_line(speaker)
        _VERBS[verb](session, speaker, entry[given], folder)
        yield {given: entry[given]}
        for one, mark in list(heard.items()):
            lines = session.lines(one, after=mark)
            heard[one] = session.last_line(one)
            yield from (_heard(one, line) for line in lines if not line.incoming)
            if one.role != "staff":
                changed = changes(session.desk.store, one.conversation, after=mark)
                yield from (_changed(one, line) for line in changed)
        for one in (other for other in heard if other.role != "staff"):
            state = _state(session, one)
            if state != before.get(one, ""):
                yield {"state" if one == FIRST else f"state of {one.name}": state}
                before[one] = state


def _is_input(name: str) -> bool:
    return name in INPUTS or _SPOKEN.fullmatch(name) is not None


def _read_input(name: str) -> tuple[Speaker, str]:
    spoken = _SPOKEN.fullmatch(name)
    if spoken is None:
        return FIRST, name
    return read_speaker(spoken[1]), spoken[2] or "customer"


def _changed(one: Speaker, line: MessageView) -> Entry:
    who = "colleague" if one == FIRST else f"to {one.name}"
    if line.deleted:
        return {f"{who} takes back": plain(line.text)}
    return {f"{who} changes it to": plain(line.text)}


def _heard(one: Speaker, line: MessageView) -> Entry:
    by = "colleague" if line.author.startswith(STAFF) else "bot"
    said: Entry = {by if one == FIRST else f"to {one.name}": plain(line.text)}
    if line.buttons:
        said["buttons"] = " | ".join(b.label for row in line.buttons for b in row)
    if line.files and line.files[0].ref.startswith(PREFIX):
        said["file"] = line.files[0].name
    return said


def _photo(session: Session, one: Speaker, caption: str, folder: Path) -> None:
    picture = folder / "photo.png"
    picture.write_bytes(_PIXEL)
    session.photo(one, picture, caption="" if caption == "photo" else caption)


def _wait(session: Session, _one: Speaker, time: str, _folder: Path) -> None:
    span = read_duration(str(time))
    if span is None:
        raise InputError(f"waits {time!r}: write 10m, 2h or 1d")
    session.wait(span)


_VERBS: dict[str, Callable[[Session, Speaker, Any, Path], None]] = {
    "customer": lambda session, one, text, _: session.say(one, str(text)),
    "presses": lambda session, one, label, _: session.press(one, str(label)),
    "sends": _photo,
    "shares": lambda session, one, phone, _: session.contact(one, str(phone)),
    "edits": lambda session, one, text, _: session.edit(one, str(text)),
    "waits": _wait,
}


def _state(session: Session, one: Speaker) -> str:
    view = session.view(one)
    if view is None:
        return ""
    state = view.state
    cases = cases_of(session.desk.store, session.conversation(one))
    lines = [
        f"{case.number} {case.stage}: " + ", ".join(_line(x.node, x.cause) for x in case.lines)
        for case in cases
    ]
    return " · ".join([state.phase, state.node or "-", session.owner(view), state.mood, *lines])


def _line(node: str, cause: str) -> str:
    return f"{node}/{cause}" if cause else node


def uncovered(book: Book, walked: frozenset[str], *, pack: str) -> tuple[str, ...]:
    """Return the pack's steps no transcript walked, as `file:line script/step`."""
    return tuple(
        f"{step.source.file}:{step.source.line} {script.id}/{step.id}"
        for script in book.packs[pack].scripts.values()
        for step in script.steps
        if f"{script.id}/{step.id}" not in walked
    )
