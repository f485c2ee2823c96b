"""Customers who talk to the bot through the fake Telegram, whatever happens to the bot."""

import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.rehearsal import Rehearsal

FIRST_CUSTOMER = 5_000_001


@dataclass
class Telegram:
    """The remote control of a fake that runs as its own process."""

    base: str

    def act(self, **deed: Any) -> None:
        self._call("act", deed)

    def fault(self, **fault: Any) -> None:
        self._call("faults", fault)

    def messages(self) -> list[dict[str, Any]]:
        return list(self._call("messages"))

    def unconfirmed(self) -> int:
        updates = self._call("summary")["updates"]
        return int(updates["created"] - updates["confirmed"])

    def _call(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/control/{path}", data=data)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@dataclass
class Crowd:
    """People with the same script: what stands in a group is said in one breath, the next group when
    all was answered."""

    telegram: Telegram
    rehearsed: Rehearsal
    users: list[int] = field(default_factory=list)
    _next: dict[int, int] = field(default_factory=dict)

    def arrive(self, customers: int) -> None:
        """Let more people begin."""
        self.users += range(
            FIRST_CUSTOMER + len(self.users), FIRST_CUSTOMER + len(self.users) + customers
        )

    @property
    def is_done(self) -> bool:
        return all(self._next.get(user, 0) == len(self.rehearsed.script) for user in self.users)

    def talk(self, answered: dict[str, int]) -> None:
        """Let everybody whose words were all answered say what comes next."""
        for user in self.users:
            at = self._next.get(user, 0)
            if at == len(self.rehearsed.script):
                continue
            if answered.get(f"telegram:{user}", 0) >= sum(self.rehearsed.replies[:at]):
                for text in self.rehearsed.script[at]:
                    self.telegram.act(do="say", user=user, text=text)
                self._next[user] = at + 1
