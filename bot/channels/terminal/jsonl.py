"""The bot for machines: one JSON object in, one out, the same every time."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.channels.terminal.durations import read_duration
from bot.channels.terminal.session import InputError, Session, Speaker, read_speaker
from bot.core.cases import display_status
from bot.core.markup import plain
from bot.desk.views import ConversationView, MessageView, cases_of
from bot.store.documents import PREFIX

_DEFAULT_SPEAKER = "customer:1"
_VERBS = ("text", "press", "photo", "file", "contact", "edit", "wait")


def serve(session: Session, lines: Iterable[str]) -> Iterator[str]:
    """Answer each input line with one output line; wrong input gives `{"error": …}` and goes on."""
    speakers: dict[str, Speaker] = {}
    for line in lines:
        if not line.strip():
            continue
        try:
            yield _json(_answer(session, _read(line), speakers))
        except InputError as error:
            yield _json({"error": str(error)})


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond all measure
        raise InputError(f"not JSON that can be read: {error}") from error
    if not isinstance(value, dict):
        raise InputError('each line is an object such as {"text": "…"}')
    verbs = [verb for verb in _VERBS if verb in value]
    if len(verbs) != 1 and set(verbs) != {"photo", "text"}:
        raise InputError(f"give exactly one of {', '.join(_VERBS)} (photo may have a text)")
    if not _is_text(value):
        raise InputError("half of a surrogate pair is no text")
    unknown = sorted(set(value) - {*_VERBS, "as"})
    if unknown:
        raise InputError(f"unknown key {unknown[0]!r}: use as, {', '.join(_VERBS)}")
    return value


def _is_text(value: object) -> bool:
    """Tell whether no database and no file would refuse a word of it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _answer(
    session: Session, given: dict[str, Any], speakers: dict[str, Speaker]
) -> dict[str, Any]:
    name = given.get("as", _DEFAULT_SPEAKER)
    if not isinstance(name, str):
        raise InputError("`as` is text such as customer:1")
    speaker = speakers.get(name) or read_speaker(name)
    speakers[name] = speaker
    marks = {one: session.last_line(one) for one in speakers.values()}
    _do(session, speaker, given)
    said = [
        (one, line)
        for one, mark in marks.items()
        for line in session.lines(one, after=mark)
        if not line.incoming
    ]
    changed = [
        (one, line) for one, mark in marks.items() for line in session.changes(one, after=mark)
    ]
    said.sort(key=lambda pair: (pair[1].at, pair[0] != speaker))
    view = session.view(speaker)
    return {
        "messages": [
            *(_message(session, one, line) for one, line in said),
            *(_changed(session, one, line) for one, line in changed),
        ],
        "state": _state(session, view),
        "cases": [
            {
                "number": case.number,
                "procedure": case.procedure,
                "stage": case.stage,
                "status": display_status(case),
            }
            for case in cases_of(session.desk.store, session.conversation(speaker))
        ],
        "why": [asdict(line.why) for _, line in said if line.why is not None],
    }


def _do(session: Session, speaker: Speaker, given: dict[str, Any]) -> None:
    if "photo" in given:
        session.photo(speaker, Path(_text(given, "photo")), caption=str(given.get("text", "")))
    elif "file" in given:
        session.photo(speaker, Path(_text(given, "file")))
    elif "wait" in given:
        time = read_duration(_text(given, "wait"))
        if time is None:
            raise InputError(f"`wait` is {given['wait']!r}: write 30m, 2h or 1d")
        session.wait(time)
    elif "contact" in given:
        _contact(session, speaker, given["contact"])
    elif "press" in given:
        session.press(speaker, str(given["press"]))
    elif "edit" in given:
        session.edit(speaker, _text(given, "edit"))
    else:
        session.say(speaker, _text(given, "text"))


def _contact(session: Session, speaker: Speaker, value: object) -> None:
    if isinstance(value, dict):
        session.contact(speaker, str(value.get("phone", "")), name=str(value.get("name", "")))
    elif isinstance(value, str):
        session.contact(speaker, value)
    else:
        raise InputError('`contact` is a phone number or {"phone": …, "name": …}')


def _text(given: dict[str, Any], key: str) -> str:
    value = given[key]
    if not isinstance(value, str):
        raise InputError(f"`{key}` is text")
    return value


def _message(session: Session, speaker: Speaker, line: MessageView) -> dict[str, Any]:
    out: dict[str, Any] = {
        "to": speaker.name,
        "text": plain(line.text),
        "buttons": [button.label for row in line.buttons for button in row],
    }
    if line.files:
        file = line.files[0]
        out["file"] = file.name if file.ref.startswith(PREFIX) else file.ref
        path = session.document(file)
        if path is not None:
            out["path"] = str(path)
    return out


def _changed(session: Session, speaker: Speaker, line: MessageView) -> dict[str, Any]:
    """A line the speaker had read, as it is now."""
    return _message(session, speaker, line) | {
        "changed": "deleted" if line.deleted else "edited",
        "text": "" if line.deleted else plain(line.text),
    }


def _state(session: Session, view: ConversationView | None) -> dict[str, Any]:
    if view is None:
        return {"script": None, "phase": "none", "node": None, "owner": "bot", "mood": "calm"}
    state = view.state
    return {
        "script": state.frames[-1].script if state.frames else None,
        "phase": state.phase,
        "node": state.node,
        "owner": session.owner(view),
        "mood": state.mood,
    }


def run(session: Session) -> None:
    """Serve standard input until it ends."""
    for answer in serve(session, sys.stdin):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
