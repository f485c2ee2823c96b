"""The book of calls: what arrived when, what it did, how it was answered."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any


@dataclass(slots=True)
class Record:
    """One call. `at_ms` is its arrival on the machine's monotonic clock; `applied` its effect."""

    seq: int
    at_ms: float
    bot_id: int
    method: str
    chat_id: int | None
    params: dict[str, Any]
    status: int = 0
    applied: bool = False
    message_ids: list[int] = field(default_factory=list)
    fault: str | None = None
    error: str | None = None


class Ledger:
    """All calls of one server, in order of arrival, and as JSON lines when asked."""

    def __init__(self, path: Path | None = None) -> None:
        self.records: list[Record] = []
        self._log: IO[str] | None = path.open("a", encoding="utf-8") if path else None

    def open(
        self, *, at_ms: float, bot_id: int, method: str, chat_id: int | None, params: dict[str, Any]
    ) -> Record:
        """Begin the entry of a call that has arrived."""
        record = Record(len(self.records) + 1, at_ms, bot_id, method, chat_id, params)
        self.records.append(record)
        return record

    def write(self, record: Record) -> None:
        """Log a call that has been dealt with."""
        if self._log:
            print(json.dumps(asdict(record), ensure_ascii=False), file=self._log, flush=True)

    def close(self) -> None:
        """End the log."""
        if self._log:
            self._log.close()
            self._log = None
