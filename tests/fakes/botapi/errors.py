"""Errors the Bot API answers with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """A refusal, as Telegram words it."""

    def __init__(
        self, code: int, description: str, *, parameters: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = dict(self.parameters)
        return answer


def bad_request(text: str, *, parameters: Mapping[str, Any] | None = None) -> ApiError:
    """400, for a request that can never succeed as it is."""
    return ApiError(400, f"Bad Request: {text}", parameters=parameters)


def forbidden(text: str) -> ApiError:
    """403, for a chat the bot may not write to."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """409, for a second reader of the same updates."""
    return ApiError(409, f"Conflict: {text}")


def too_many(retry_after: int) -> ApiError:
    """429, with the seconds to wait."""
    return ApiError(
        429,
        f"Too Many Requests: retry after {retry_after}",
        parameters={"retry_after": retry_after},
    )
