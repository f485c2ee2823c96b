import math
from pathlib import Path

import pytest

from bot.book.bank import read_answer_words
from bot.core.matching.amounts import Range, bare_number, range_in, told_amounts

WORDS = read_answer_words(Path(__file__).parents[3] / "dialogues").amounts


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("3.2斤", (("weight", 1.6),)),
        ("充了七八个小时", (("time", 7.5),)),
        ("十二三度", (("warmth", 12.5),)),
        ("零下五度", (("warmth", -5.0),)),
        ("半天", (("time", 5.0),)),
        ("half an hour", (("time", 0.5),)),
        ("有点松", ()),
    ],
)
def test_told_amounts_reads_what_is_said(said, amounts):
    told = told_amounts(said, WORDS)

    assert [kind for kind, _ in told] == [kind for kind, _ in amounts]
    assert [value for _, value in told] == pytest.approx([value for _, value in amounts])


@pytest.mark.parametrize(
    ("wording", "named"),
    [
        ("两小时以内", Range("time", -math.inf, 2, 1, closed=True)),
        ("不到两小时", Range("time", -math.inf, 2, 1)),
        ("3到6个月", Range("time", 3 * 730, 6 * 730, 730)),
        ("over a week", Range("time", 168, math.inf, 168)),
        ("一星期", None),
    ],
)
def test_range_in_reads_from_where_to_where(wording, named):
    assert range_in(wording, WORDS) == named


def test_bare_number_is_nothing_but_a_number():
    assert (bare_number("三", WORDS), bare_number("三天", WORDS)) == (3, None)
