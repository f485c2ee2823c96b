"""What each method takes: names, types and required fields from aiogram's own models."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import (
    ForceReply,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from pydantic import BaseModel, TypeAdapter, ValidationError

from .errors import ApiError, bad_request

Params = dict[str, Any]

_MARKUPS: dict[str, TypeAdapter[Any]] = {
    "inline_keyboard": TypeAdapter(InlineKeyboardMarkup),
    "keyboard": TypeAdapter(ReplyKeyboardMarkup),
    "remove_keyboard": TypeAdapter(ReplyKeyboardRemove),
    "force_reply": TypeAdapter(ForceReply),
}
_EMPTY = {"text": "message text is empty", "chat_id": "chat_id is empty"}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Bot API as aiogram knows it."""

    name: str
    adapter: TypeAdapter[Any]
    json_fields: frozenset[str]


@cache
def _models() -> dict[str, type[TelegramMethod[Any]]]:
    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {
        model.__api_method__.lower(): model
        for model in found
        if isinstance(model, type)
        and issubclass(model, TelegramMethod)
        and model is not TelegramMethod
    }


@cache
def method(name: str) -> Method | None:
    """The method called `name` in any letter case, or None when Telegram has none such."""
    model = _models().get(name.lower())
    if model is None:
        return None
    return Method(
        name=model.__api_method__,
        adapter=TypeAdapter(model),
        json_fields=frozenset(
            field
            for field in model.model_fields
            if _is_compound(model.model_fields[field].annotation)
        ),
    )


def _is_compound(annotation: Any) -> bool:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return any(_is_compound(part) for part in typing.get_args(annotation))
    if origin is typing.Annotated:
        return _is_compound(typing.get_args(annotation)[0])
    if origin in (list, dict):
        return True
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def decode(method: Method, params: Params) -> Params:
    """`params` with the JSON-serialised fields read; 400 when one is not JSON."""
    decoded = dict(params)
    for field in method.json_fields & params.keys():
        value = params[field]
        if not isinstance(value, str):
            continue
        try:
            decoded[field] = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {_words(field)} JSON object") from None
    return decoded


def validate(method: Method, decoded: Params) -> Any:
    """The aiogram model of a call; 400 when a field is missing or has the wrong type."""
    fields = decoded
    try:
        if "reply_markup" in decoded:
            fields = {**decoded, "reply_markup": _markup(decoded["reply_markup"])}
        return method.adapter.validate_python(fields)
    except ValidationError as error:
        raise _refusal(error) from None


def _markup(value: Any) -> Any:
    """A keyboard checked as the kind it is: aiogram's union would take anything for a ForceReply."""
    keys = value.keys() if isinstance(value, dict) else ()
    for key, adapter in _MARKUPS.items():
        if key in keys:
            return adapter.validate_python(value)
    raise bad_request("object expected as reply markup")


def _refusal(error: ValidationError) -> ApiError:
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return bad_request(_EMPTY.get(path, f'parameter "{path}" is required'))
    return bad_request(f"can't parse {path}: {first['msg']}")


def _words(field: str) -> str:
    return field.replace("_", " ").replace("reply markup", "reply keyboard markup")


def given(value: Any) -> Any:
    """`value`, or None where the caller left it to aiogram's default."""
    return None if isinstance(value, Default) else value
