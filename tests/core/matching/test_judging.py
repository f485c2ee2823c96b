from dataclasses import replace

import numpy as np
import pytest

from bot.core.matching import Label, Thresholds
from bot.core.matching.judging import Judge, Reading

LABELS = (
    Label("fire", "g", "ebike", "safety", ()),
    Label("horn", "g", "ebike", "minor", ()),
    Label("cup", "g", "shop", "normal", ()),
)
LIMITS = Thresholds(
    near_weight=1.0,
    accept=0.5,
    vague=0.4,
    sharpness=1.0,
    hit=0.9,
    also=0.8,
    danger=0.0,
    clause_danger=0.0,
)


def reading(*scores, parts=(), meaning=None, told=(), wording=0.0):
    near = np.zeros(len(scores), np.float32)
    return Reading(
        grams=np.array(scores, np.float32),
        near=near,
        told=None if told is None else (np.array(told or scores, np.float32), near),
        parts=tuple(np.array(part, np.float32) for part in parts),
        found={},
        plain="",
        meaning=None if meaning is None else np.array(meaning, np.float32),
        wording=wording,
    )


@pytest.mark.parametrize(
    ("scores", "decision"),
    [
        ((0, 9, 0, 0), "hit"),
        ((0, 3, 2.5, 0), "ambiguous"),
        ((0, 9, 0, 8.9), "miss"),
        ((2, 2.1, 2, 0), "miss"),
    ],
)
def test_judge_decides_by_margin_and_probability(scores, decision):
    assert Judge(LABELS, LIMITS, packs=None).judge(reading(*scores)).decision == decision


@pytest.mark.parametrize(("wording", "decision"), [(-2.0, "miss"), (2.0, "hit")])
def test_judge_wording_decides_where_a_complaint_and_none_are_near(wording, decision):
    said = reading(0, 9, 0, 8.0, wording=wording)

    assert Judge(LABELS, LIMITS, packs=None).judge(said).decision == decision


def test_judge_wording_says_nothing_of_a_fault_of_another_pack():
    said = reading(0, 9, 0, 0, wording=50.0)

    assert Judge(LABELS, LIMITS, packs=("shop",)).judge(said).decision == "miss"


def test_judge_two_faults_with_clauses_of_their_own_are_a_hit():
    verdict = Judge(LABELS, LIMITS, packs=None).judge(
        reading(5, 5.5, 0, 0, parts=[(0, 9, 0, 0), (9, 0, 0, 0)])
    )

    assert (verdict.decision, verdict.symptoms, verdict.danger) == ("hit", (0, 1), True)


def test_judge_safety_fault_in_front_is_a_danger():
    assert Judge(LABELS, LIMITS, packs=None).judge(reading(9, 0, 0, 0)).danger


@pytest.mark.parametrize("left", [(0, 9, 0, 0), None])
def test_judge_danger_that_is_denied_is_none(left):
    assert not Judge(LABELS, LIMITS, packs=None).judge(reading(9, 0, 0, 0, told=left)).danger


def test_judge_danger_told_in_a_clause_beside_another_fault_is_heard():
    told = reading(0, 9, 3, 0, parts=[(0, 12, 0, 0), (9, 0, 0, 0)])

    verdict = Judge(LABELS, LIMITS, packs=None).judge(told)

    assert (verdict.danger, verdict.decision, verdict.symptoms) == (True, "hit", (0, 1))
    assert [index for index, _ in verdict.ranked] == [1, 0, 2]


@pytest.mark.parametrize(
    ("scores", "parts"),
    [
        ((0, 9, 0, 8.9), [(0, 12, 0, 0), (9, 0, 0, 0)]),  # no complaint as a whole
        ((0, 9, 0, 0), [(0, 12, 0, 0), (2, 0, 0, 0)]),  # hardly told
        ((0, 9, 0, 0), []),
    ],
)
def test_judge_clause_alone_raises_no_alarm_where_it_is_doubtful(scores, parts):
    verdict = Judge(LABELS, LIMITS, packs=None).judge(reading(*scores, parts=parts))

    assert (verdict.danger, 0 in verdict.symptoms) == (False, False)


def test_judge_one_of_many_clauses_must_tell_of_danger_more_clearly():
    judge = Judge(LABELS, LIMITS, packs=None)
    other, unsafe = (0, 12, 0, 0), (8, 0, 0, 0)

    of_two, of_many = (
        judge.danger_aside(reading(0, 9, 3, 0, parts=[other] * others + [unsafe]))
        for others in (1, 40)
    )

    assert (of_two[1], of_many[1]) == (0, 0)
    assert of_two[0] > LIMITS.clause_danger > of_many[0]


def test_judge_danger_in_a_clause_counts_for_another_pack_without_being_answered():
    told = reading(0, 3, 9, 0, parts=[(0, 0, 9, 0), (9, 0, 0, 0)])

    verdict = Judge(LABELS, LIMITS, packs=("shop",)).judge(told)

    assert (verdict.danger, verdict.symptoms) == (True, (2,))


def test_judge_fault_of_another_pack_outdoes_its_own():
    shop = Judge(LABELS, LIMITS, packs=("shop",))

    assert shop.judge(reading(0, 9, 3, 0)).decision == "miss"
    assert shop.judge(reading(0, 0, 9, 0)).ranked == ((2, 1.0),)
    assert Judge(LABELS, LIMITS, packs=()).judge(reading(0, 9, 0, 0)).decision == "miss"


def test_judge_meaning_changes_the_order_and_no_probability():
    plain = Judge(LABELS, LIMITS, packs=None)
    weighed = Judge(LABELS, replace(LIMITS, meaning_weight=1.0), packs=None)
    unsure = reading(2, 2.5, 0, 0, meaning=(0.9, 0.1, 0.1))

    before, after = plain.judge(unsure), weighed.judge(unsure)

    assert [index for index, _ in before.ranked] == [1, 0, 2]
    assert [index for index, _ in after.ranked] == [0, 1, 2]
    assert dict(after.ranked) == dict(before.ranked)
    assert (before.decision, after.decision) == ("ambiguous", "ambiguous")


@pytest.mark.parametrize(
    ("scores", "meaning", "decision"),
    [
        ((0, 9, 0, 8.9), (0, 1, 0), "miss"),
        ((2, 2.1, 2, 0), (0, 1, 0), "miss"),
        ((0, 9, 0, 0), (0, 1, 0), "hit"),
        ((0, 3.5, 0.5, 0), (0, 0, 9), "ambiguous"),
    ],
)
def test_judge_meaning_accepts_nothing_more_and_another_mind_only_asks(scores, meaning, decision):
    weighed = Judge(LABELS, replace(LIMITS, meaning_weight=2.0), packs=None)

    assert weighed.judge(reading(*scores, meaning=meaning)).decision == decision


def test_judge_meaning_that_tells_nothing_apart_changes_nothing():
    weighed = Judge(LABELS, replace(LIMITS, meaning_weight=1.0), packs=None)

    assert weighed.judge(reading(2, 2.5, 0, 0, meaning=(1, 1, 1))) == weighed.judge(
        reading(2, 2.5, 0, 0)
    )
