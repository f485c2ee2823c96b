"""What a phrase or a guard of the book may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.book import Brand
from bot.core.dealers import serial_key
from bot.core.fault import Node
from bot.core.hours import is_open, reply_by
from bot.core.repeats import past_of
from bot.core.say import in_language
from bot.core.script import SOLVED
from bot.core.state import QUEUE
from bot.core.warranty import Cover, Facts, Repair, cover

if TYPE_CHECKING:
    from bot.core.engine.talk import Talk

VARIABLES = frozenset(
    {
        "brand",
        "policy",
        "said",
        "node",
        "mood",
        "answers",
        "values",
        "case",
        "reply_by",
        "late",
        "open_now",
        "name",
        "now",
        "product",
        "warranty",
        "cause",
        "part",
        "apologies",
        "queued",
        "remedy",
        "evidence",
        "asking",
    }
)
"""Known in every phrase; phrases said by a rule of the engine may know more (see `docs/book-format.md`)."""


class _Named:
    """A thing with a name in the customer's language."""

    def __init__(self, names: Mapping[str, str], lang: str, key: str = "") -> None:
        self.name = names.get(lang) or names.get("zh-CN", "")
        self.key = key


class _NodeView(_Named):
    def __init__(self, node: Node, lang: str) -> None:
        super().__init__(node.name, lang, node.id)
        self.remedies = node.remedies


class _BrandView:
    def __init__(self, brand: Brand, lang: str) -> None:
        self.name = in_language(brand.name, lang)
        self.hotline = brand.hotline
        self.facts = brand.facts


class _Case:
    """The case at hand, looked up only when a phrase asks for it."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def __getattr__(self, name: str) -> object:
        case = self._talk.open_case()
        if case is None:
            raise AttributeError(name)
        return getattr(case, name)

    def __bool__(self) -> bool:
        return self._talk.open_case() is not None


class Scope:
    """The variables of a conversation at one moment of its turn."""

    def __init__(self, talk: Talk) -> None:
        """Look at a turn in the making."""
        self._talk = talk

    def variables(self, extra: Mapping[str, object] | None = None) -> dict[str, object]:
        """Return every variable by name; `extra` are those of the rule that speaks."""
        talk = self._talk
        state, pack = talk.state, talk.pack
        latest = {a.slot: a for a in state.answers}
        known = {slot: a for slot, a in latest.items() if a.value}
        node = talk.node
        cause = self._cause()
        return {
            "brand": _BrandView(pack.brand, state.lang),
            "policy": pack.policies,
            "said": state.said,
            "node": _NodeView(node, state.lang) if node else None,
            "mood": state.mood,
            "answers": {slot: a.said for slot, a in known.items()},
            "values": {slot: a.value for slot, a in known.items()},
            "case": _Case(talk),
            "reply_by": self._reply_by(),
            "late": self._promised is not None and self._promised < talk.now,
            "open_now": is_open(pack.brand.hours, talk.now),
            "name": state.name,
            "now": talk.now,
            "product": latest["product"].value if "product" in known else "",
            "warranty": self.cover(),
            "cause": cause,
            "part": self.part(),
            "apologies": state.apologies,
            "queued": state.owner != "bot",
            "remedy": self._argument("remedy"),
            "evidence": self._evidence(),
            "asking": self._asking(),
            **(extra or {}),
        }

    @property
    def _promised(self) -> datetime | None:
        return self._talk.state.promised if self._talk.state.owner == QUEUE else None

    def _reply_by(self) -> datetime:
        """Until when a person answers: what a waiting customer was told stands until it is broken."""
        usual = reply_by(self._talk.pack.brand.hours, self._talk.now)
        promised = self._promised
        return usual if promised is None or promised < self._talk.now else min(promised, usual)

    def _asking(self) -> str:
        """The kind of the open question: `try` for a step to try, `safe` in danger, "" when none is open."""
        pending, frame = self._talk.pending, self._talk.top
        if pending is None or frame is None:
            return ""
        if frame.script.startswith("danger.") and pending[1].kind == "choice":
            return "safe"
        tries = any(choice.id == SOLVED for choice in pending[1].choices)
        return "try" if tries else pending[1].kind

    def _argument(self, name: str) -> str:
        for frame in reversed(self._talk.state.frames):
            for key, value in frame.args:
                if key == name:
                    return value
        return ""

    def _cause(self) -> _Named | None:
        node, wanted = self._talk.node, self._argument("cause")
        cause = next((c for c in node.causes if c.id == wanted), None) if node else None
        return _Named(cause.name, self._talk.state.lang, cause.id) if cause else None

    def _evidence(self) -> str:
        """What to photograph for the cause at hand, in the customer's language."""
        node, wanted = self._talk.node, self._argument("cause")
        cause = next((c for c in node.causes if c.id == wanted), None) if node else None
        if cause is None or cause.evidence is None:
            return ""
        return (cause.evidence.get(self._talk.state.lang) or cause.evidence["zh-CN"])[0]

    def _part_row(self) -> tuple[str, Mapping[str, object]]:
        key = self._argument("part")
        parts = self._talk.pack.policies.get("warranty", {}).get("parts", {})
        row = parts.get(key, {}) if isinstance(parts, Mapping) else {}
        return key, row if isinstance(row, Mapping) else {}

    def part(self) -> _Named | None:
        """The part at hand, by its name in the customer's language."""
        key, row = self._part_row()
        names = row.get("name")
        return _Named(names, self._talk.state.lang, key) if isinstance(names, Mapping) else None

    def cover(self) -> Cover:
        """What the warranty says of the part at hand, with the date of purchase when it is known."""
        talk = self._talk
        bought, model = talk.answer("bought_on"), talk.answer("product")
        try:
            day = date.fromisoformat(bought.value) if bought else None
        except ValueError:  # `unsure` and `skipped` are answers too
            day = None
        terms = talk.pack.warranty_terms(model.value if model else "")
        part = self._argument("part")
        repairs, exchanged = self._past(part)
        return cover(
            term=terms.of(part),
            facts=Facts(
                bought=day, exchanged=exchanged, fault=talk.state.node or "", repairs=repairs
            ),
            today=talk.today,
            rules=terms.rules,
            calendar=talk.pack.brand.hours.calendar,
        )

    def _past(self, part: str) -> tuple[tuple[Repair, ...], date | None]:
        """Return the earlier stays of the piece whose frame number is known."""
        talk = self._talk
        frame_no = talk.answer("frame_no")
        key = serial_key(frame_no.value) if frame_no else ""
        claims = talk.records.claims_with({key}) if key else ()
        return past_of(claims, part=part, zone=ZoneInfo(talk.pack.brand.hours.timezone))
