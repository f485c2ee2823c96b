"""Reads `brand.yaml`: who is speaking, and when people answer."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.book.reader import Item, Table
from bot.book.wordings import LANGUAGES, read_label
from bot.core.book import Brand, Hours

_REPLY_WITHIN = timedelta(minutes=30)
_WEEKDAYS = tuple(str(day) for day in range(1, 8))


def read_brand(item: Item) -> Brand:
    """Read who speaks; wrong values are issues and read as empty."""
    table = item.table(
        "brand.yaml", required=("name", "languages", "hotline", "hours"), optional=("facts",)
    )
    languages = table["languages"].items("languages") if "languages" in table else ()
    facts = table["facts"].data()
    return Brand(
        name=read_label(table["name"], "name"),
        languages=tuple(one.one_of(LANGUAGES, "a language") for one in languages),
        hotline=table["hotline"].text("hotline"),
        hours=_hours(table["hours"]),
        facts=facts if isinstance(facts, dict) else {},
    )


def _hours(item: Item) -> Hours:
    table = item.table(
        "hours",
        required=("timezone", "shifts"),
        optional=("closed", "open_extra", "reply_within", "public_holidays"),
    )
    shifts = table["shifts"].entries("shifts") if "shifts" in table else {}
    days: dict[int, tuple[tuple[time, time], ...]] = {}
    for key, (at, entry) in shifts.items():
        if key not in _WEEKDAYS:
            at.issue("value", f"`{key}` is no weekday", fix="Use 1 for Monday to 7 for Sunday.")
            continue
        days[int(key)] = tuple(
            span for part in entry.items("a day's shifts") if (span := _span(part))
        )
    return Hours(
        timezone=_timezone(table["timezone"]),
        shifts=days,
        closed=_dates(table, "closed"),
        open_extra=_dates(table, "open_extra"),
        reply_within=table["reply_within"].duration("reply_within")
        if "reply_within" in table
        else _REPLY_WITHIN,
        public_holidays=table["public_holidays"].flag("public_holidays")
        if "public_holidays" in table
        else True,
    )


def _timezone(item: Item) -> str:
    name = item.text("timezone")
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        item.issue("value", f"there is no time zone `{name}`", fix="Write it like Asia/Shanghai.")
        return "UTC"
    return name or "UTC"


def _span(item: Item) -> tuple[time, time] | None:
    text = item.text("a shift")
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        item.issue("value", f"`{text}` is no shift", fix='Write it like "09:00-12:00".')
        return None
    if start >= end:
        item.issue("value", f"the shift {text} ends before it begins", fix="Swap the two times.")
        return None
    return start, end


def _dates(table: Table, key: str) -> frozenset[date]:
    found = set()
    for item in table[key].items(key) if key in table else ():
        text = item.text("a day")
        try:
            found.add(date.fromisoformat(text))
        except ValueError:
            item.issue("value", f"`{text}` is no day", fix="Write it like 2026-02-16.")
    return frozenset(found)
