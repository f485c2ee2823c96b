"""Reads `policies/*.yaml`: free data, and the few files with a fixed form."""

from collections.abc import Iterable

from bot.book.folder import Folder
from bot.book.intents import read_pattern
from bot.book.reader import Item
from bot.book.wordings import read_label

ROLES = (
    "agent",
    "tech",
    "quality",
    "warehouse",
    "production",
    "purchasing",
    "finance",
    "sales",
    "manager",
    "gm",
    "admin",
    "bot",
)
"""Who can own a deadline, as in the procedures."""


def read_policy(item: Item, name: str, folder: Folder) -> None:
    """Put one policy file into the folder."""
    if not item.is_map:
        item.table("a policy file")
        return
    folder.policies[name] = item.data()
    match name:
        case "silence":
            table = item.table("silence.yaml", required=("nudge", "close"))
            folder.silence = (table["nudge"].duration("nudge"), table["close"].duration("close"))
        case "deadlines":
            _deadlines(item)
        case "warranty":
            _warranty(item)
        case "promises":
            _rules(item, "promises.yaml", "forbidden")
        case "tone":
            _tone(item)


def _deadlines(item: Item) -> None:
    table = item.table("deadlines.yaml", required=("deadlines",))
    for name, (_, entry) in table["deadlines"].entries("deadlines").items():
        deadline = entry.table(
            f"deadline `{name}`", required=("within",), optional=("owner", "escalate_to")
        )
        deadline["within"].duration("within")
        for key in ("owner", "escalate_to"):
            if key not in deadline:
                entry.issue("deadline", f"deadline `{name}` has no `{key}`", fix=f"Add `{key}:`.")
            else:
                deadline[key].one_of(ROLES, key)


def _warranty(item: Item) -> None:
    table = dict(item.entries("warranty.yaml"))
    parts = table.get("parts")
    if parts is None:
        item.issue("missing_key", "warranty.yaml has no `parts`", fix="Add `parts:`.")
        return
    for name, (_, entry) in parts[1].entries("parts").items():
        part = entry.table(
            f"part `{name}`", required=("name", "months"), optional=("source", "confidence", "note")
        )
        read_label(part["name"], "name")
        part["months"].number("months", low=0, high=240)


def _rules(item: Item, file: str, key: str) -> None:
    table = item.table(file, required=(key,))
    _pattern_rows(table[key].items(key) if key in table else ())


def _tone(item: Item) -> None:
    table = item.table("tone.yaml", optional=("emoji", "avoid"))
    if "emoji" in table:
        table["emoji"].number("emoji", low=0, high=3)
    if "avoid" in table:
        _pattern_rows([entry for _, entry in table["avoid"].entries("avoid").values()])


def _pattern_rows(items: Iterable[Item]) -> None:
    for item in items:
        row = item.table("a rule", required=("pattern", "fix"))
        read_pattern(row["pattern"])
        row["fix"].text("fix")
