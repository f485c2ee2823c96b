from pathlib import Path

import pytest
import yaml

from bot.core.warranty import Rules, Term, terms_of

DIALOGUES = Path(__file__).parents[3] / "dialogues"
POLICY = {
    "rules": {"refund_days": 10},
    "parts": {"motor": {"months": 24, "source": "usual"}, "horn": {"months": 3}},
    "makers": {
        "swift": {
            "models": ["SW-"],
            "rules": {"out_of_term": "refused"},
            "parts": {"motor": {"months": 36, "source": "card"}},
        },
        "swift_cargo": {"models": ["SW-C"], "parts": {"motor": {"months": 12}}},
    },
}


def test_terms_of_the_book_hold_where_no_card_says_otherwise():
    terms = terms_of(POLICY, model="TDR-12")

    assert terms.rules == Rules(refund_days=10)
    assert terms.of("motor") == Term(part="motor", months=24, source="usual")
    assert terms.of("seat") == Term(part="seat")


def test_card_of_the_maker_comes_first():
    terms = terms_of(POLICY, model="sw-80")

    assert terms.rules == Rules(refund_days=10, out_of_term="refused")
    assert terms.of("motor") == Term(part="motor", months=36, source="card")
    assert terms.of("horn").months == 3


def test_longest_model_prefix_wins():
    assert terms_of(POLICY, model="SW-C9").of("motor").months == 12


def test_book_without_a_policy_has_no_terms():
    assert terms_of({}).of("motor") == Term(part="motor")


@pytest.mark.parametrize(
    ("months", "parts"),
    [
        (24, ["motor", "frame", "fork"]),
        (
            12,
            [
                "bearing",
                "hall",
                "battery_lead",
                "battery_lithium",
                "controller",
                "charger",
                "meter",
            ],
        ),
        (12, ["throttle", "switch", "brake_lever", "vehicle"]),
        (6, ["shock", "rim", "axle", "brake", "lock", "plating", "paint"]),
        (3, ["horn"]),
        (0.5, ["inner_tube"]),
        (0, ["bulb", "pads", "spokes", "fuse", "plastics"]),
    ],
)
def test_shipped_terms_are_the_required_ones(months, parts):
    text = (DIALOGUES / "ebike/policies/warranty.yaml").read_text("utf-8")
    terms = terms_of(yaml.safe_load(text))

    assert {part: terms.of(part).months for part in parts} == dict.fromkeys(parts, months)
    assert all(terms.of(part).source and terms.of(part).confidence for part in parts)
