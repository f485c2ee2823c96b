"""Reads `brand.yaml`: who is speaking, and when people answer."""

from bot.book.hours import read_hours
from bot.book.reader import Item
from bot.book.wordings import LANGUAGES, read_label
from bot.core.book import Brand


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
        hours=read_hours(table["hours"]),
        facts=facts if isinstance(facts, dict) else {},
    )
