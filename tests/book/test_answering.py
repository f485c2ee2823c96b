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
from bot.book.bank import read_answer_words
from bot.core.matching import choose

ROOT = Path(__file__).parents[2] / "dialogues"
TYPED = Path(__file__).parents[1] / "data" / "answers_dev.jsonl"
LEAST_RIGHT, MOST_WRONG = 0.95, 0.015


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


@pytest.mark.parametrize("said", ["不知道", "没看", "我不太懂车", "no idea", "haven't checked"])
def test_not_knowing_answers_every_question(said):
    words, asked = read_answer_words(ROOT), questions(ROOT)

    assert not [ask for ask, of in asked.items() if not choose(said, of, words=words).unsure]


@pytest.mark.parametrize(
    ("ask", "said", "meant"),
    [
        ("ec_bulge.look", "有胀气", "round"),
        ("ec_bulge.look", "只是有点松", "slack"),
        ("ev_bat_idle.light", "green light right away", "green"),
        ("ev_charge_not_full.hours", "十九个小时", "long"),
        ("ec_not_match.what", "colour's nothing like the photo", "colour"),
    ],
)
def test_answers_taken_wrongly_before_are_understood(ask, said, meant):
    asked = questions(ROOT)[ask]

    assert choose(said, asked, words=read_answer_words(ROOT)).id == meant


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
    stories = {"昨天下的单发错颜色了": "ec_wrong", "早上倒的水中午就凉了": "ec_no_insulate"}
    stories |= {"充不进电，充电器一直绿灯": "ev_no_charge", "充不进电了": "ev_no_charge"}

    found = tuple(volunteer_all(stories, questions(ROOT), ROOT))

    assert set(found) == {
        ("昨天下的单发错颜色了", "ec_wrong.what", "colour"),
        ("充不进电，充电器一直绿灯", "ev_no_charge.light", "green"),
    }
