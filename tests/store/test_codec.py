import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.core.cases import Case, CaseChange
from bot.core.effects import Button, Why
from bot.core.state import State
from bot.store import codec

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
