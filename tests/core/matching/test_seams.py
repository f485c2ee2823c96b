import numpy as np
import pytest

from bot.core.matching.seams import told_apart

FAULTS = ("灯不亮", "刹车软")


def score(text):
    """Score fault 0, fault 1 and "no complaint" by the words in a text."""
    return np.array([*(9.0 * (words in text) for words in FAULTS), 5.0])


def always(_):
    return True


@pytest.mark.parametrize(
    ("part", "seams", "told"),
    [
        ("灯不亮刹车软", [3], ["灯不亮", "刹车软"]),
        ("灯不亮刹车软", [1, 3, 4], ["灯不亮", "刹车软"]),
        ("灯不亮呢刹车", [4], ["灯不亮呢刹车"]),
        ("刹车和灯不亮", [3], ["刹车和灯不亮"]),
        ("灯不亮", [], ["灯不亮"]),
    ],
)
def test_cut_where_both_sides_tell_of_a_fault(part, seams, told):
    assert told_apart(part, seams, score=score, says_something=always) == told


def test_no_cut_where_a_side_only_names_things():
    told = told_apart(
        "灯不亮刹车软", [3], score=score, says_something=lambda part: part == "灯不亮"
    )

    assert told == ["灯不亮刹车软"]
