"""What the program says to staff, held against the phrases of the book."""

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import get_args

import pytest

from bot.book.checks.staff_words import EXAMPLES, STAFF
from bot.book.environment import environment
from bot.book.template import read_text
from bot.channels.staff_talk.words import COMMANDS, StaffWords
from bot.core.clocks.sheet import CLOCKS
from bot.core.effects import NoteKind
from bot.core.say import FILTERS
from bot.store.transcript import IncomingKind
from tests.core.engine.conversation import MONDAY_TEN, shipped_book

CHANNELS = Path(__file__).parents[3] / "bot" / "channels"
SOURCES = [*(CHANNELS / "staff").glob("*.py"), *(CHANNELS / "staff_talk").glob("*.py")]
ENVIRONMENT = environment(FILTERS)
FILLED = re.compile(r"\{[^}]*\}")


@pytest.fixture(scope="module")
def book():
    return shipped_book()


@pytest.fixture(scope="module")
def pack(book):
    return book.pack(book.default)


def said():
    """Every phrase a source names, with the names of the values it is given."""
    found = defaultdict(list)
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for argument in node.args:
                name = written(argument)
                if name is not None:
                    found[name].append({word.arg for word in node.keywords})
    return found


def written(node):
    match node:
        case ast.Constant(value=str(text)) if text.startswith(STAFF) and text[-1] not in "._":
            return text
        case ast.JoinedStr():
            parts = (p.value if isinstance(p, ast.Constant) else "{x}" for p in node.values)
            text = "".join(parts)
            return text if text.startswith(STAFF) else None
    return None


def every_name():
    names = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            name = written(node)
            if name is not None:
                names.add(name)
    return names


def pattern(name):
    return re.compile("[a-z_]+".join(re.escape(part) for part in FILLED.split(name)))


def test_every_phrase_said_is_in_the_book_and_the_other_way_round(pack):
    known = {name for name in pack.phrases if name.startswith(STAFF)}
    names = every_name()

    assert {n for n in names if not any(pattern(n).fullmatch(k) for k in known)} == set()
    assert {k for k in known if not any(pattern(n).fullmatch(k) for n in names)} == set()


def test_every_value_a_phrase_uses_is_given(pack):
    missing = set()
    for name, calls in said().items():
        if FILLED.search(name) or name not in pack.phrases:
            continue
        for wordings in pack.phrases[name].variants.values():
            for wording in wordings:
                used = {path[0] for path in read_text(wording.text, ENVIRONMENT).paths}
                used &= EXAMPLES.keys()
                missing |= {(name, one) for given in calls for one in used - given - {"now", None}}
    # What is told with other values as well is given them by name elsewhere.
    assert {one for one in missing if one[0] not in TOLD} == set()


TOLD = {
    "staff.claimed",
    "staff.transferred",
    "staff.handed_back",
    "staff.case_opened",
    "staff.task_taken",
    "staff.task_given",
}
"""Phrases whose values `owning.told`, or that of a task's card, completes."""


def test_every_clock_has_a_name(pack):
    assert {f"staff.clock_{clock}" for clock in CLOCKS} <= pack.phrases.keys()


def test_every_kind_of_line_has_words(pack):
    kinds = {*get_args(IncomingKind), *get_args(NoteKind), "say", "edit", "delete"} - {"timer"}

    assert {f"staff.line_{kind}" for kind in kinds} - pack.phrases.keys() == set()


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/queue", ("queue", "")),
        ("/queue@staff_bot", ("queue", "")),
        ("排队", ("queue", "")),
        ("找 RT-20261123-0007", ("find", "RT-20261123-0007")),
        ("转给：小王", ("transfer", "小王")),
        ("交回机器人", ("handback", "")),
        ("Queue", ("queue", "")),
        ("hand back 2 tomorrow", ("handback", "2 tomorrow")),
        ("排队的人多吗", None),
        ("/nothing", None),
        ("您好", None),
    ],
)
def test_commands_are_read_by_name_and_by_words(book, line, command):
    words = StaffWords(book, now=MONDAY_TEN)

    assert words.command(line) == command


def test_every_command_has_words_and_no_word_two_commands(pack):
    words = [word for known in pack.policies[COMMANDS].values() for word in known]

    assert len(words) == len(set(words))
