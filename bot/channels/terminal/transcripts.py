"""Transcripts: conversations a manager can read, played again to see that they still hold.

A transcript is a YAML file with `title`, optional `about`, `pack` and `start`, and the `talk`: what
the customer does (`customer`, `presses`, `sends`, `shares`, `edits`, `waits`) and what is expected
(`bot` with `buttons`, `state`). Playing it gives the talk as it is now; comparing is the reader's affair.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bot.channels.terminal.durations import read_duration
from bot.channels.terminal.session import InputError, Session, Speaker
from bot.core.book import Book
from bot.core.dispatch import dispatch
from bot.core.events import Event
from bot.core.markup import plain
from bot.core.state import State
from bot.core.turn import Records, Turn
from bot.desk import Desk
from bot.desk.views import cases_of
from bot.store.engines import Store
from bot.store.migrate import migrate

Entry = dict[str, Any]
INPUTS = ("customer", "presses", "sends", "shares", "edits", "waits")
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
        migrate(url)
        store = Store(url, synchronous="NORMAL")
        desk = Desk(store, lambda: book, step=watched, pack=transcript.pack)
        session = Session(desk, files=Path(folder), start=transcript.start)
        try:
            talk = tuple(_talk(session, transcript, Path(folder)))
        finally:
            store.close()
    return talk, frozenset(walked)


def _talk(session: Session, transcript: Transcript, folder: Path) -> Iterator[Entry]:
    customer = Speaker("customer", "1")
    before = ""
    for entry in transcript.talk:
        verb = next((verb for verb in INPUTS if verb in entry), None)
        if verb is None:
            continue
        mark = session.last_line(customer)
        _VERBS[verb](session, customer, entry[verb], folder)
        yield {verb: entry[verb]}
        for line in session.lines(customer, after=mark):
            if not line.incoming:
                said: Entry = {"bot": plain(line.text)}
                if line.buttons:
                    said["buttons"] = " | ".join(b.label for row in line.buttons for b in row)
                yield said
        state = _state(session, customer)
        if state != before:
            yield {"state": state}
            before = state


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
    cases = cases_of(session.desk.store, one.conversation)
    lines = [
        f"{case.number} {case.stage}: " + ", ".join(_line(x.node, x.cause) for x in case.lines)
        for case in cases
    ]
    return " · ".join([state.phase, state.node or "-", view.owner, state.mood, *lines])


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
