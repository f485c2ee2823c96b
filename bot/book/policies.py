"""Reads `policies/*.yaml`: free data, and the few files with a fixed form."""

from collections.abc import Iterable, Mapping
from typing import get_args

from bot.book.clock_policies import read_promised, read_sla, read_survey
from bot.book.folder import Folder
from bot.book.intents import read_pattern
from bot.book.reader import Item
from bot.book.returns import read_carriers, read_parts, read_returns
from bot.book.wordings import read_label
from bot.core.spans import parse_span
from bot.core.staff import STAFF_ROLES
from bot.core.warranty.terms import OutOfTerm

ROLES = (*STAFF_ROLES, "bot")
"""Who can own a deadline, as in the procedures."""


WARRANTY_RULES: Mapping[str, tuple[str, ...] | int] = {
    "counted_from": ("invoice", "acceptance"),
    "out_of_term": get_args(OutOfTerm),
    "excluded": get_args(OutOfTerm),
    "refund_days": 365,
    "exchange_days": 365,
    "failed_repairs": 9,
    "parts_wait_days": 365,
}
"""Rule of `warranty.yaml` → what it may be, or the highest number."""


def read_policy(item: Item, name: str, folder: Folder) -> None:  # noqa: C901, PLR0912 - one case a file
    """Put one policy file into the folder."""
    if not item.is_map:
        item.table("a policy file")
        return
    folder.policies[name] = item.data()
    match name:
        case "silence":
            table = item.table("silence.yaml", required=("nudge", "close"))
            folder.silence = (table["nudge"].duration("nudge"), table["close"].duration("close"))
        case "desk":
            _desk(item)
        case "deadlines":
            _deadlines(item)
        case "warranty":
            _warranty(item)
        case "parts":
            read_parts(item, folder)
        case "carriers":
            read_carriers(item)
        case "returns":
            read_returns(item)
        case "promised":
            read_promised(item)
        case "sla":
            read_sla(item)
        case "survey":
            read_survey(item)
        case "promises":
            _rules(item, "promises.yaml", "forbidden")
        case "tone":
            _tone(item)


def _desk(item: Item) -> None:
    table = item.table(
        "desk.yaml", required=("staff_silence",), optional=("staff_warnings", "day_words")
    )
    if "day_words" in table:
        table["day_words"].words("day_words")
    for warning in (
        table["staff_warnings"].items("staff_warnings") if "staff_warnings" in table else ()
    ):
        warning.span("a warning")
    if "staff_silence" not in table:
        return
    silence = table["staff_silence"]
    text = silence.text("staff_silence")
    if text and parse_span(text) is None:
        silence.issue(
            "value",
            f"staff_silence `{text}` is not a time span",
            fix="Write a number and a unit, such as 15wm (minutes of opening hours) or 30m.",
        )


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
    _parts(parts[1], named=True)
    if "rules" in table:
        _warranty_rules(table["rules"][1])
    for maker, (_, entry) in (
        table["makers"][1].entries("makers").items() if "makers" in table else ()
    ):
        card = entry.table(f"maker `{maker}`", required=("models",), optional=("rules", "parts"))
        card["models"].words("models")
        if "rules" in card:
            _warranty_rules(card["rules"])
        if "parts" in card:
            _parts(card["parts"], named=False)


def _parts(item: Item, *, named: bool) -> None:
    """Read terms by part; on a maker's card the names of the common table count."""
    needed, may = (("name", "months"), ()) if named else (("months",), ("name",))
    for name, (_, entry) in item.entries("parts").items():
        part = entry.table(
            f"part `{name}`", required=needed, optional=(*may, "source", "confidence", "note")
        )
        if "name" in part:
            read_label(part["name"], "name")
        part["months"].number("months", low=0, high=240)


def _warranty_rules(item: Item) -> None:
    rules = item.table("rules", optional=tuple(WARRANTY_RULES))
    for name, kind in WARRANTY_RULES.items():
        if name not in rules:
            continue
        if isinstance(kind, tuple):
            rules[name].one_of(kind, name)
        else:
            rules[name].number(name, low=0, high=kind)


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
