"""Faults on demand: for a method, a chat, the n-th call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .errors import ApiError, conflict, forbidden, too_many

FaultKind = Literal["error", "bad_gateway", "hang", "reset", "slow"]
UpdateFaultKind = Literal["duplicate", "late", "swap"]


@dataclass(slots=True, eq=False)
class Fault:
    """Fires on matching calls `nth` … `nth + times - 1`, counted from when it was set.

    `applied` says on which side of the effect a hang or reset falls; `times=None` is for ever.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    nth: int = 1
    times: int | None = 1
    applied: bool = False
    seconds: float = 0.0
    error: ApiError | None = None
    seen: int = 0
    fired: int = 0

    def fires(self, method: str, chat_id: int | None) -> bool:
        """Count a call, and say whether it fails."""
        if self.method and self.method.lower() != method.lower():
            return False
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        self.seen += 1
        if self.seen < self.nth or (self.times is not None and self.seen >= self.nth + self.times):
            return False
        self.fired += 1
        return True


@dataclass(slots=True, eq=False)
class UpdateFault:
    """Fires on updates `nth` … `nth + times - 1` of a chat, or of all chats."""

    kind: UpdateFaultKind
    chat_id: int | None = None
    nth: int = 1
    times: int | None = 1
    copies: int = 1
    seconds: float = 0.0
    seen: int = 0
    fired: int = 0


@dataclass(slots=True)
class UpdateFaults:
    """Faults in the delivery of updates."""

    rules: list[UpdateFault] = field(default_factory=list)

    def match(self, chat_id: int) -> UpdateFault | None:
        """The fault that strikes this update."""
        for rule in self.rules:
            if rule.chat_id is not None and rule.chat_id != chat_id:
                continue
            rule.seen += 1
            if rule.seen >= rule.nth and (rule.times is None or rule.seen < rule.nth + rule.times):
                rule.fired += 1
                return rule
        return None


class Faults:
    """The faults of one server. Common arguments: method, chat_id, nth, times."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.updates = UpdateFaults()

    def match(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that strikes this call; every rule counts the call."""
        fired = [rule for rule in self.rules if rule.fires(method, chat_id)]
        return fired[0] if fired else None

    def clear(self) -> None:
        """Lift every fault."""
        self.rules.clear()
        self.updates.rules.clear()

    def rate_limited(self, *, retry_after: int = 1, **where: Any) -> Fault:
        """429 with `retry_after` seconds."""
        return self._add(Fault("error", error=too_many(retry_after), **where))

    def blocked(self, **where: Any) -> Fault:
        """403 "bot was blocked by the user"."""
        return self._add(Fault("error", error=forbidden("bot was blocked by the user"), **where))

    def conflict(self, **where: Any) -> Fault:
        """409, as when a second process polls."""
        text = (
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        return self._add(Fault("error", error=conflict(text), **{"method": "getUpdates", **where}))

    def fail(
        self,
        code: int,
        description: str,
        *,
        parameters: Mapping[str, Any] | None = None,
        **where: Any,
    ) -> Fault:
        """Any other refusal, worded in full."""
        error = ApiError(code, description, parameters=parameters)
        return self._add(Fault("error", error=error, **where))

    def bad_gateway(self, **where: Any) -> Fault:
        """502 with nginx's HTML page."""
        return self._add(Fault("bad_gateway", **where))

    def hang(self, *, seconds: float = 3600.0, applied: bool = False, **where: Any) -> Fault:
        """No answer for `seconds`; with `applied` the effect has taken place first."""
        return self._add(Fault("hang", seconds=seconds, applied=applied, **where))

    def reset(self, *, applied: bool = False, **where: Any) -> Fault:
        """The connection is reset before the effect, or after it with `applied`."""
        return self._add(Fault("reset", applied=applied, **where))

    def slow(self, *, seconds: float, **where: Any) -> Fault:
        """A right answer, `seconds` late."""
        return self._add(Fault("slow", seconds=seconds, applied=True, **where))

    def duplicate_updates(self, *, copies: int = 1, **where: Any) -> UpdateFault:
        """The same update again, with the same id, after it was confirmed."""
        return self._add_update(UpdateFault("duplicate", copies=copies, **where))

    def late_updates(self, *, seconds: float, **where: Any) -> UpdateFault:
        """An update that arrives `seconds` after it happened; its date stays."""
        return self._add_update(UpdateFault("late", seconds=seconds, **where))

    def swap_updates(self, **where: Any) -> UpdateFault:
        """An update that arrives after the one that followed it."""
        return self._add_update(UpdateFault("swap", **where))

    def _add(self, rule: Fault) -> Fault:
        self.rules.append(rule)
        return rule

    def _add_update(self, rule: UpdateFault) -> UpdateFault:
        self.updates.rules.append(rule)
        return rule
