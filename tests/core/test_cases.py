from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.cases import (
    Case,
    CaseChange,
    CaseLine,
    LineChange,
    amend,
    case_number,
    display_status,
    parse_case_number,
)

CASE = Case(
    number="RT-20261123-0007",
    procedure="repair",
    stage="registered",
    conversation="test:1",
    opened_at=datetime(2026, 11, 23, tzinfo=UTC),
    lines=(CaseLine(node="ev_no_charge"),),
)


@pytest.mark.parametrize(
    "typed",
    [
        "RT-20261123-0007",
        "rt20261123 0007",
        "查进度 rt - 2026 1123 - 0007",
        "20261123-7",
        "单号ＲＴ－２０２６１１２３－０００７",
    ],
)
def test_case_number_is_found_however_it_is_typed(typed):
    assert parse_case_number(typed) == case_number(date(2026, 11, 23), 7)


@pytest.mark.parametrize("typed", ["", "13905550123", "RT-2026", "1999112300071"])
def test_other_numbers_are_no_case_number(typed):
    assert parse_case_number(typed) is None


def test_amend_changes_only_what_the_change_names():
    change = CaseChange(
        at=CASE.opened_at, by="1", why="told_later", contact=(("phone", "5550123"),)
    )

    changed = amend(CASE, change)

    assert changed.contact == (("phone", "5550123"),)
    assert changed.lines == CASE.lines
    assert changed.stage == "registered"


def test_display_status_is_one_word():
    moves = {
        "untouched": CaseChange(at=CASE.opened_at, by="1", why=""),
        "taken on": CaseChange(at=CASE.opened_at, by="1", why="", stage="working"),
        "closed": CaseChange(at=CASE.opened_at, by="1", why="", ended="done"),
        "withdrawn": CaseChange(at=CASE.opened_at, by="1", why="", ended="cancelled"),
    }

    assert {what: display_status(amend(CASE, change)) for what, change in moves.items()} == {
        "untouched": "open",
        "taken on": "working",
        "closed": "done",
        "withdrawn": "cancelled",
    }


def test_one_change_of_several_lines_is_the_same_as_one_for_each():
    lines = tuple(CaseLine(part="controller", said=str(n)) for n in range(3))
    case = replace(CASE, lines=lines)

    def changed(*line_changes: LineChange) -> Case:
        change = CaseChange(at=CASE.opened_at, by="1", why="", line_changes=line_changes)
        return amend(case, change)

    verdict = {"verdict": "own_fault", "values": (("found", "进水"),)}
    at_once = changed(*LineChange.of((1, 3), **verdict))

    assert at_once == changed(LineChange(line=1, **verdict), LineChange(line=3, **verdict))
    assert [one.verdict for one in at_once.lines] == ["own_fault", "pending", "own_fault"]
    assert LineChange.of((), **verdict) == ()


def test_a_changed_line_is_checked_as_a_new_one():
    with pytest.raises(ValueError, match="make up"):
        CaseLine(quantity=3).changed({"received": 1, "missing": 1})
