"""Core dataclasses as JSON text and back: the one place where their stored form is decided."""

from typing import Any

from pydantic import TypeAdapter

from bot.core.cases import Case, CaseChange, CaseLine
from bot.core.effects import Button, Why
from bot.core.events import MediaFile
from bot.core.state import State

type_state: TypeAdapter[State] = TypeAdapter(State)
type_buttons: TypeAdapter[tuple[tuple[Button, ...], ...]] = TypeAdapter(
    tuple[tuple[Button, ...], ...]
)
type_why: TypeAdapter[Why] = TypeAdapter(Why)
type_files: TypeAdapter[tuple[MediaFile, ...]] = TypeAdapter(tuple[MediaFile, ...])
type_pairs: TypeAdapter[tuple[tuple[str, str], ...]] = TypeAdapter(tuple[tuple[str, str], ...])
type_scores: TypeAdapter[tuple[tuple[str, float], ...]] = TypeAdapter(tuple[tuple[str, float], ...])
type_names: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])
type_case: TypeAdapter[Case] = TypeAdapter(Case)
type_line: TypeAdapter[CaseLine] = TypeAdapter(CaseLine)
type_change: TypeAdapter[CaseChange] = TypeAdapter(CaseChange)


def dumps(adapter: TypeAdapter[Any], value: object) -> str:
    """Return the JSON text of a value."""
    return adapter.dump_json(value).decode()
