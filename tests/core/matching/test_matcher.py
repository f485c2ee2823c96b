from dataclasses import replace

import numpy as np
import pytest

from bot.core.matching import Match, Matcher
from tests.core.matching.conftest import BANK, LABELS, LEXICON, THRESHOLDS


@pytest.mark.parametrize(
    ("said", "node"),
    [
        ("电池冒烟", "bat_hot"),
        ("電池冒煙了！", "bat_hot"),
        ("店池冒咽了", "bat_hot"),
        ("刹车刹不住了", "brake_weak"),
        ("大灯不亮😭", "headlight"),
        ("喇叭不响", "horn"),
    ],
)
def test_match_plain_complaint_is_a_hit(matcher, said, node):
    found = matcher.match(said)

    assert (found.decision, found.candidates[0].node) == ("hit", node)


@pytest.mark.parametrize("said", ["你好", "这车多少钱", "家里冰箱坏了", "嘟噜嘟噜", "zzzz qqqq"])
def test_match_no_complaint_is_a_miss(matcher, said):
    found = matcher.match(said)

    assert (found.decision, found.symptoms) == ("miss", ())


@pytest.mark.parametrize("said", ["", "   ", "？！", "😭"])
def test_match_without_words_is_a_miss_without_candidates(matcher, said):
    assert matcher.match(said) == Match("miss", danger=False, candidates=(), symptoms=(), words=())


def test_match_safety_fault_is_a_danger(matcher):
    assert [matcher.match(said).danger for said in ("电池冒烟", "喇叭不响", "你好")] == [
        True,
        False,
        False,
    ]


def test_match_clause_that_says_all_is_well_does_not_count(matcher):
    assert matcher.match("刹车没事，就是大灯不亮").candidates[0].node == "headlight"


def test_match_several_faults_are_all_symptoms_most_severe_first(matcher):
    assert matcher.match("喇叭不响，刹车刹不住").symptoms == ("brake_weak", "horn")


def test_match_shows_the_nearest_lines_as_evidence(matcher):
    best = matcher.match("喇叭坏了不响").candidates[0].evidence[0]

    assert (best.line, best.voice, best.score) == ("喇叭坏了不响", "b", 1.0)


def test_match_tells_the_words_that_decided(matcher):
    assert "喇叭" in matcher.match("喇叭不响").words


def test_limited_to_answers_only_with_its_packs(matcher):
    shop = matcher.limited_to(("shop",))

    assert [x.node for x in shop.match("杯子漏水").candidates] == ["cup_leak"]
    assert shop.match("大灯不亮").decision == "miss"
    assert matcher.match("大灯不亮").decision == "hit"


def test_matcher_from_arrays_matches_alike(matcher):
    again = Matcher(
        LABELS, BANK, lexicon=LEXICON, thresholds=THRESHOLDS, arrays=matcher.to_arrays()
    )

    said = ["电池冒烟", "你好", "喇叭不响，刹车刹不住"]
    assert [again.match(x) for x in said] == [matcher.match(x) for x in said]


def test_matcher_learned_twice_is_the_same(matcher):
    again = Matcher(LABELS, BANK, lexicon=LEXICON, thresholds=THRESHOLDS)

    arrays, others = matcher.to_arrays(), again.to_arrays()
    assert {name: x.tobytes() for name, x in arrays.items()} == {
        name: x.tobytes() for name, x in others.items()
    }


def test_matcher_with_meaning_asks_it_for_what_was_said_and_follows_it():
    asked = []

    def meaning(text):
        asked.append(text)
        return np.array([label.id == "headlight" for label in LABELS], np.float32)

    weighed = Matcher(
        LABELS,
        BANK,
        lexicon=LEXICON,
        thresholds=replace(THRESHOLDS, meaning_weight=9.0),
        meaning=meaning,
    )

    assert weighed.match("喇叭不响").candidates[0].node == "headlight"
    assert weighed.match("喇叭不响").decision == "ambiguous"
    assert weighed.limited_to(("shop",)).match("你好").decision == "miss"
    assert asked == ["喇叭不响", "喇叭不响", "你好"]


def test_matcher_with_meaning_of_no_weight_matches_as_without(matcher):
    weightless = Matcher(
        LABELS,
        BANK,
        lexicon=LEXICON,
        thresholds=THRESHOLDS,
        meaning=lambda _: np.arange(len(LABELS), dtype=np.float32),
    )

    said = ["电池冒烟", "你好", "喇叭不响，刹车刹不住"]
    assert [weightless.match(x) for x in said] == [matcher.match(x) for x in said]


def test_read_wish_beside_a_complaint_hides_no_complaint(matcher):
    alone, both, price = (
        matcher.read(said).wording for said in ("大灯不亮", "大灯不亮，多少钱一辆", "多少钱一辆")
    )

    assert price < both < alone
