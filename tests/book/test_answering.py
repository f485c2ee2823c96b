from pathlib import Path

import pytest

from bot.book.answering import (
    Heard,
    TypedAnswer,
    hear_all,
    questions,
    read_answers,
    report,
    volunteer_all,
)

ROOT = Path(__file__).parents[2] / "dialogues"
TYPED = Path(__file__).parents[1] / "data" / "answers_dev.jsonl"
LEAST_RIGHT, MOST_WRONG = 0.86, 0.015


@pytest.fixture(scope="module")
def heard():
    return tuple(hear_all(read_answers(TYPED), ROOT))


def test_read_answers_name_choices_there_are():
    asked = questions(ROOT)

    assert not [
        typed
        for typed in read_answers(TYPED)
        if typed.answer not in ("unsure", "none", *(one.id for one in asked[typed.ask]))
    ]


def test_hear_all_understands_most_answers_and_mistakes_few(heard):
    outcomes = [one.outcome for one in heard]

    assert outcomes.count("right") >= LEAST_RIGHT * len(outcomes)
    assert outcomes.count("wrong") <= MOST_WRONG * len(outcomes)


def test_hear_all_takes_every_way_of_not_knowing(heard):
    assert not [one for one in heard if one.typed.kind == "unsure" and one.taken != "unsure"]


def test_report_counts_kinds_apart():
    heard = (
        Heard(TypedAnswer("a.b", "红的", "red"), "red"),
        Heard(TypedAnswer("a.b", "the red one", "red"), "none"),
        Heard(TypedAnswer("a.b", "没看", "unsure"), "red"),
    )

    assert [line.split() for line in report(heard)][1:] == [
        ["choice", "1", "100.0", "0.0", "0.0"],
        ["english", "1", "0.0", "0.0", "100.0"],
        ["unsure", "1", "0.0", "100.0", "0.0"],
        ["all", "3", "33.3", "33.3", "33.3"],
    ]


def test_volunteer_all_yields_what_a_story_answers_by_itself():
    stories = {"充不进电，充电器一直亮绿灯": "ev_no_charge", "充不进电了": "ev_no_charge"}

    found = tuple(volunteer_all(stories, questions(ROOT), ROOT))

    assert found == (("充不进电，充电器一直亮绿灯", "ev_no_charge.light", "green"),)
