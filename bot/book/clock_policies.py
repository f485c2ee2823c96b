"""Reads the policies clocks go by: `sla.yaml`, `survey.yaml` and the words of promises, `promised.yaml`."""

from datetime import time
from typing import get_args

from bot.book.reader import Item
from bot.core.clocks.promise_words import Half
from bot.core.clocks.sheet import CLOCKS
from bot.core.fault import Severity
from bot.core.spans import Unit
from bot.core.staff import STAFF_ROLES
from bot.core.state import Mood

_FACTS: dict[str, tuple[str, ...]] = {
    "role": ("customer", "dealer"),
    "severity": get_args(Severity),
    "mood": get_args(Mood),
    "priority": ("normal", "urgent", "danger"),
    "customer": (),
    "product": (),
}
"""Fact a sheet may ask for → what it can be; empty: anything."""
_OTHERWISE = ("replacement", "emergency_plan")


def read_sla(item: Item) -> None:
    """Read the service agreements; the last must hold for everybody."""
    table = item.table("sla.yaml", required=("sheets",), optional=("chain", "again"))
    for role in table["chain"].items("chain") if "chain" in table else ():
        role.one_of(STAFF_ROLES, "a role")
    if "again" in table:
        table["again"].span("again")
    sheets = table["sheets"].items("sheets") if "sheets" in table else []
    for sheet in sheets:
        _sheet(sheet)
    if sheets and sheets[-1].peek("when").entries("when"):
        sheets[-1].issue(
            "deadline",
            "the last sheet does not hold for everybody",
            fix="End with a sheet whose `when` is {}.",
        )


def _sheet(item: Item) -> None:
    table = item.table(
        "a sheet", required=("id", "when"), optional=("calendar", "from_case", *CLOCKS)
    )
    name = table["id"].id("a sheet")
    if "calendar" in table:
        table["calendar"].one_of(("working", "always"), "calendar")
    if "from_case" in table:
        table["from_case"].flag("from_case")
    when = table["when"].table("when", optional=tuple(_FACTS))
    for fact, known in _FACTS.items():
        if fact in when:
            each = when[fact].items(fact) if when[fact].is_list else [when[fact]]
            for one in each:
                one.one_of(known, fact) if known else one.text(fact)
    if not any(clock in table for clock in CLOCKS):
        item.issue("missing_key", f"sheet `{name}` has no clock", fix=f"Add {CLOCKS[0]}.")
    for clock in (clock for clock in CLOCKS if clock in table):
        _target(table[clock], f"{clock} of sheet `{name}`")


def _target(item: Item, what: str) -> None:
    target = item.table(
        what, required=("within",), optional=("warn", "owner", "escalate_to", "otherwise")
    )
    target["within"].span("within")
    if "warn" in target:
        target["warn"].duration("warn")
    for key in ("owner", "escalate_to"):
        if key not in target:
            item.issue("deadline", f"{what} has no `{key}`", fix=f"Add `{key}:`.")
        else:
            target[key].one_of(STAFF_ROLES, key)
    if "otherwise" in target:
        target["otherwise"].one_of(_OTHERWISE, "otherwise")


def read_survey(item: Item) -> None:
    """Read when the survey is sent, and which score is low."""
    table = item.table("survey.yaml", required=("after_talk", "after_case", "low"))
    for key in ("after_talk", "after_case"):
        if key in table:
            table[key].duration(key)
    if "low" in table:
        table["low"].number("low", low=0, high=5)


def read_promised(item: Item) -> None:
    """Read the words of promises; lists are texts, maps lead to numbers, spans or units."""
    spoken = ("calls", "by_customer", "past", "not", "this_week", "month_end")
    lists = (*spoken, "changed", "taken_back", "not_kept", "unreached")
    groups = ("acts", "kept")
    maps = (
        "same",
        "days",
        "weekdays",
        "weeks",
        "parts",
        "soon",
        "units",
        "numbers",
        "within",
        "clock",
    )
    table = item.table(
        "promised.yaml", required=(*lists, *groups, *maps, "without_time", "classifier")
    )
    for name in (name for name in lists if name in table):
        table[name].words(name)
    for name in (name for name in groups if name in table):
        for about, (_, words) in table[name].entries(name).items():
            words.words(f"{name}.{about}")
    if "without_time" in table:
        row = table["without_time"].table("without_time", required=("within", "words", "unless"))
        row["within"].span("within")
        for name in ("words", "unless"):
            row[name].words(name)
    for _, span in table["soon"].entries("soon").values() if "soon" in table else ():
        span.span("soon")
    for _, unit in table["units"].entries("units").values() if "units" in table else ():
        unit.one_of(get_args(Unit), "a unit")
    for name, (_, part) in table["parts"].entries("parts").items() if "parts" in table else ():
        row = part.table(f"part `{name}`", required=("words", "until", "half"))
        row["words"].words("words")
        row["half"].one_of(get_args(Half), "half")
        if (until := row["until"].text("until")) != "close":
            _time_of_day(row["until"], until)


def _time_of_day(item: Item, text: str) -> None:
    try:
        time.fromisoformat(text)
    except ValueError:
        item.issue("value", f"`{text}` is no time", fix='Write it like "12:00", or close.')
