import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.core.cases import Case, CaseChange, CaseLine, LineWarranty
from bot.core.effects import Button, Why
from bot.core.state import State
from bot.store import codec


@st.composite
def counted_lines(draw: st.DrawFn) -> CaseLine:
    """A line whose counts can be, as `CaseLine` demands."""
    quantity = draw(st.integers(0, 99))
    received = draw(st.none() | st.integers(0, quantity))
    over = draw(st.integers(0, 9))
    damaged = draw(st.integers(0, (received or 0) + over))
    return CaseLine(
        part=draw(st.text(max_size=9)),
        quantity=quantity,
        received=received,
        missing=None if received is None else quantity - received,
        over=over,
        damaged=0 if received is None else damaged,
        serials=tuple(draw(st.lists(st.text(max_size=9), max_size=2))),
        bought_on=draw(st.none() | st.dates()),
        warranty=draw(st.none() | st.builds(LineWarranty)),
        values=draw(st.sampled_from([(), (("found", "x"),)])),
        price_fen=draw(st.none() | st.integers(0, 10**6)),
    )


st.register_type_strategy(CaseLine, counted_lines())

ROUND_TRIPS: list[tuple[TypeAdapter[Any], Any]] = [
    (codec.type_state, State),
    (codec.type_why, Why),
    (codec.type_case, Case),
    (codec.type_change, CaseChange),
    (codec.type_buttons, tuple[tuple[Button, ...], ...]),
]


@pytest.mark.parametrize(
    ("adapter", "kind"), ROUND_TRIPS, ids=lambda part: getattr(part, "__name__", "")
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_value_survives_json(adapter: TypeAdapter[Any], kind: Any, data: st.DataObject):
    # A score is a finite number; JSON knows no other.
    value = data.draw(st.from_type(kind).filter(lambda made: not re.search("inf|nan", repr(made))))
    assert adapter.validate_json(codec.dumps(adapter, value)) == value


def test_state_of_an_older_program_still_loads():
    assert codec.type_state.validate_json('{"pack": "ebike"}') == State(pack="ebike")
    assert codec.type_state.validate_json('{"pack": "ebike", "gone": 1}') == State(pack="ebike")
