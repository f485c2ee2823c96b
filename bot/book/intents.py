"""Reads `intents.yaml`, `moods.yaml` and `areas.yaml`: what customers say beside their complaint."""

import re
from typing import cast, get_args

from bot.book.folder import AreaText, Folder, Reference
from bot.book.reader import Item, Table
from bot.book.wordings import read_label
from bot.core.intents import Act, Intent
from bot.core.state import Mood

_MOODS = tuple(mood for mood in get_args(Mood) if mood != "calm")
_SAY_SOMETHING = ("small_talk", "digress", "worry", "invite", "vague")


def read_intents(item: Item, folder: Folder) -> None:
    """Put the intents into the folder."""
    table = item.table("intents.yaml", required=("intents",), optional=("elsewhere",))
    elsewhere = _patterns(table, "elsewhere")
    for entry in table["intents"].items("intents") if "intents" in table else ():
        intent = entry.table(
            "an intent",
            required=("id", "act"),
            optional=("phrases", "patterns", "reply", "node", "answer"),
        )
        intent_id = intent["id"].id("an intent id")
        act = cast("Act", intent["act"].one_of(get_args(Act), "act"))
        if act in _SAY_SOMETHING and "reply" not in intent:
            entry.issue(
                "missing_key", f"`{intent_id}` has no `reply`", fix="Name the phrase to say."
            )
        if "reply" in intent:
            reply = Reference("phrase", intent["reply"].text("reply"), intent["reply"].source)
            folder.references.append(reply)
        if (act == "complaint") != ("node" in intent):
            entry.issue(
                "missing_key",
                f"`{intent_id}` needs `node` for the act `complaint`, and only for that",
                fix="Name the fault it is about, or choose another act.",
            )
        if "node" in intent:
            about = intent["node"]
            folder.references.append(Reference("node", about.text("node"), about.source))
        answer = None
        if "answer" in intent:
            told = intent["answer"].table("answer", required=("slot", "value"))
            answer = told["slot"].text("slot"), told["value"].text("value")
            folder.references.append(Reference("slot", answer[0], told["slot"].source))
        if intent_id in folder.intents:
            intent["id"].issue(
                "duplicate_id", f"intent `{intent_id}` stands twice", fix="Merge the two."
            )
        folder.intents[intent_id] = Intent(
            id=intent_id,
            act=act,
            phrases=_texts(intent, "phrases"),
            patterns=_patterns(intent, "patterns"),
            unless=elsewhere if act == "danger" else (),
            reply=intent["reply"].text("reply") if "reply" in intent else "",
            node=intent["node"].text("node") if "node" in intent else "",
            answer=answer,
            source=entry.source,
        )


def _patterns(table: Table, key: str) -> tuple[str, ...]:
    items = table[key].items(key) if key in table else ()
    return tuple(pattern for one in items if (pattern := read_pattern(one)))


def read_pattern(item: Item) -> str:
    """Read a regular expression that needs at least one character to match; else return ""."""
    text = item.text("a pattern")
    try:
        empty = re.compile(text).search("")
    except re.error as error:
        item.issue("pattern", f"`{text}` is no pattern: {error.msg}", fix="Mend the expression.")
        return ""
    if text and empty:
        item.issue(
            "pattern", f"`{text}` matches even an empty message", fix="Make it ask for a word."
        )
        return ""
    return text


def read_moods(item: Item, folder: Folder) -> None:
    """Put the words of each mood into the folder."""
    table = item.table("moods.yaml", required=("moods",))
    moods = table["moods"].table("moods", required=_MOODS) if "moods" in table else ()
    folder.moods.update({mood: moods[mood].texts(mood) for mood in moods} if moods else {})


def read_areas(item: Item, folder: Folder) -> None:
    """Put the areas a lost customer can point at into the folder."""
    table = item.table("areas.yaml", required=("areas",))
    for entry in table["areas"].items("areas") if "areas" in table else ():
        area = entry.table(
            "an area", required=("id", "label"), optional=("also", "groups", "nodes")
        )
        area_id = area["id"].id("an area id")
        if "groups" not in area and "nodes" not in area:
            entry.issue(
                "missing_key", f"area `{area_id}` leads nowhere", fix="Add `groups:` or `nodes:`."
            )
        if area_id in folder.areas:
            area["id"].issue("duplicate_id", f"area `{area_id}` stands twice", fix="Merge the two.")
        for kind, key in (("group", "groups"), ("node", "nodes")):
            for one in area[key].items(key) if key in area else ():
                folder.references.append(Reference(kind, one.text(kind), one.source))
        label = read_label(area["label"], "label")
        folder.areas[area_id] = AreaText(
            id=area_id,
            label=label,
            words=(*label.values(), *_texts(area, "also")),
            groups=_texts(area, "groups"),
            nodes=_texts(area, "nodes"),
        )


def _texts(table: Table, key: str) -> tuple[str, ...]:
    return table[key].texts(key) if key in table else ()
