"""The checker's table of what the program says by itself must be what its source says."""

import re
from pathlib import Path

from bot.book.checks.engine import BUTTONS, OPTIONAL, PHRASES, SCRIPTS
from bot.book.compile import AFTER_DANGER

BOT = Path(__file__).parents[2] / "bot"
NAME = re.compile(r'''(f?)"([a-z_]+\.[a-z_{}.]+)"''')
VARIABLE = re.compile(r"\{[^}]*\}")
NO_NAMES = {
    "case.{name}",
    "fault.{node}",
    "share.{one.who}",
    "share.{who}",
    "values.{one.id}",
    "values.{other.id}",
}
"""Texts of that shape that are something else."""


def test_every_name_in_the_program_is_in_the_table():
    known = {*PHRASES, *BUTTONS, *SCRIPTS, *OPTIONAL, AFTER_DANGER}
    missing = {
        name
        for _, name in names_in_source()
        if not any(pattern(name).fullmatch(one) for one in known)
    }
    assert missing == set()


def test_every_name_in_the_table_is_in_the_program():
    patterns = [pattern(name) for _, name in names_in_source()]
    spare = {
        name for name in (*PHRASES, *BUTTONS) if not any(one.fullmatch(name) for one in patterns)
    }
    assert spare == set()


def names_in_source() -> set[tuple[str, str]]:
    folders = (
        BOT / "core" / "clocks",
        BOT / "core" / "engine",
        BOT / "core" / "procedures",
        BOT / "desk" / "cases",
        BOT / "core" / "returns",
        BOT / "core" / "takeover",
        BOT / "core" / "warranty",
        BOT / "channels" / "public",
        BOT / "desk",
    )
    sources = [BOT / "core" / "say.py", *(path for one in folders for path in one.glob("*.py"))]
    found = {name for path in sources for name in NAME.findall(path.read_text("utf-8"))}
    return {(mark, name) for mark, name in found if name not in NO_NAMES}


def pattern(name: str) -> re.Pattern[str]:
    """Return what a name may be when its parts in braces are filled in."""
    parts = VARIABLE.split(name)
    return re.compile("[a-z_]+".join(re.escape(part) for part in parts))
