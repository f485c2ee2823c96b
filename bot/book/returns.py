"""Reads `policies/parts.yaml`, `returns.yaml` and `carriers.yaml`: what dealers send back, and how they say it."""

import re

from bot.book.folder import Folder, Reference
from bot.book.intents import read_pattern
from bot.book.reader import Item
from bot.book.wordings import read_label

_LIMITS = ("lines", "quantity", "earliest_year", "pasted", "shown", "photos")
_LISTS = (
    "units",
    "times",
    "minus",
    "half",
    "total",
    "each",
    "codes",
    "serial_marks",
    "labels",
    "filler",
    "vague",
    "asking",
    "joiners",
    "totals",
    "rows",
    "last",
    "everything",
    "into",
    "amounts",
    "delete",
    "more",
    "fewer",
    "add",
    "verbs",
)
_NUMBERS = ("numerals", "counts", "months", "years", "year_parts", "ago", "lately")
_MAPS = (
    "limits",
    "columns",
    "user_damage",
    "never_shipped",
    "says",
    "decisions",
    "by_line",
)
_BY_LINE = ("agree", "decline", "others", "first", "fillers")
_PATTERNS = ("not", "opener")
_COLUMNS = (
    "part",
    "quantity",
    "model",
    "bought",
    "fault",
    "serials",
    "damage",
    "note",
    "number",
)
_EXCLUSIONS = ("opened", "crash", "misuse", "altered", "mismatch", "force_majeure")
_MOST = 100_000
_EARLIEST = 1990
_LATEST = 2100


def read_parts(item: Item, folder: Folder) -> None:
    """Check the names of parts: each belongs to one part, and each part to a row of the warranty."""
    table = item.table("parts.yaml", required=("parts",))
    owners: dict[str, str] = {}
    for part_id, (at, entry) in table["parts"].entries("parts").items():
        part = entry.table(f"part `{part_id}`", required=("name", "warranty"), optional=("also",))
        at.id("a part")
        folder.references.append(
            Reference("part", part["warranty"].text("warranty"), part["warranty"].source)
        )
        names = [*read_label(part["name"], "name").values()]
        names += part["also"].words("also") if "also" in part else ()
        for name in names:
            owner = owners.setdefault(name.casefold(), part_id)
            if owner != part_id:
                entry.issue(
                    "duplicate_id",
                    f"`{name}` is a name of `{owner}` and of `{part_id}`",
                    fix="Leave it with one of them.",
                )


def read_carriers(item: Item) -> None:
    """Check the carriers: the form of their numbers can be read, and fits their example."""
    table = item.table("carriers.yaml", required=("carriers", "boxes"))
    if "boxes" in table:
        table["boxes"].words("boxes")
    for carrier_id, (_, entry) in table["carriers"].entries("carriers").items():
        carrier = entry.table(
            f"carrier `{carrier_id}`",
            required=("name", "also", "number", "example"),
            optional=("inspects", "refused", "phone"),
        )
        read_label(carrier["name"], "name")
        carrier["also"].words("also")
        pattern, example = read_pattern(carrier["number"]), carrier["example"].text("example")
        if pattern and example and not re.fullmatch(pattern, example):
            carrier["example"].issue(
                "value",
                f"the example of `{carrier_id}` is not a number of the form it gives",
                fix="Correct the one or the other.",
            )
        for flag in ("inspects", "refused"):
            if flag in carrier:
                carrier[flag].flag(flag)


def read_returns(item: Item) -> None:
    """Check the words of dealers: every list that is needed is there, patterns can be read."""
    table = item.table(
        "returns.yaml",
        required=(*_LISTS, *_NUMBERS, *_MAPS, *_PATTERNS),
        optional=("travel_days",),
    )
    for name in _LISTS:
        if name in table:
            table[name].words(name)
    for name in _NUMBERS:
        for _, value in table[name].entries(name).values() if name in table else ():
            value.number(name, low=0, high=_MOST)
    for name in (one for one in _PATTERNS if one in table):
        for pattern in table[name].items(name):
            read_pattern(pattern)
    if "travel_days" in table:
        table["travel_days"].number("travel_days", low=1, high=60)
    _limits(table["limits"])
    _columns(table["columns"])
    _damage(table["user_damage"])
    stays = table["never_shipped"].table("never_shipped", required=("parts", "words"))
    for key in ("parts", "words"):
        if key in stays:
            stays[key].words(key)
    by_line = table["by_line"].table("by_line", required=_BY_LINE)
    for key in (one for one in _BY_LINE if one in by_line):
        by_line[key].words(key)
    for name in ("says", "decisions"):
        _sayings(table[name], name)


def _limits(item: Item) -> None:
    table = item.table("limits", required=_LIMITS)
    for name in _LIMITS:
        if name in table:
            low, high = (_EARLIEST, _LATEST) if name == "earliest_year" else (1, _MOST)
            table[name].number(name, low=low, high=high)


def _columns(item: Item) -> None:
    table = item.table("columns", required=_COLUMNS)
    owners: dict[str, str] = {}
    for field in (one for one in _COLUMNS if one in table):
        for heading in table[field].words(field):
            owner = owners.setdefault(heading.casefold(), field)
            if owner != field:
                table[field].issue(
                    "duplicate_id",
                    f"the heading `{heading}` stands for `{owner}` and for `{field}`",
                    fix="Leave it with one of them.",
                )


def _damage(item: Item) -> None:
    for name, (_, entry) in item.entries("user_damage").items():
        row = entry.table(f"`{name}`", required=("counts_as", "sure", "words"))
        row["counts_as"].one_of(_EXCLUSIONS, "counts_as")
        row["sure"].flag("sure")
        row["words"].words("words")


def _sayings(item: Item, what: str) -> None:
    for name, (_, entry) in item.entries(what).items():
        row = entry.table(f"`{name}`", required=("phrases",), optional=("patterns",))
        if "phrases" in row:
            row["phrases"].words("phrases")
        for pattern in row["patterns"].items("patterns") if "patterns" in row else ():
            read_pattern(pattern)
