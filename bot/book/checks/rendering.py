"""Does every variant render, and does every message fit Telegram?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any, get_args

from jinja2 import Environment
from markupsafe import Markup

from bot.book.checks.dealers import DEALER_EXAMPLES
from bot.book.checks.engine import extra_of
from bot.book.checks.facts import StepFacts
from bot.book.checks.graph import ends, following
from bot.book.checks.spoken import phrases_of
from bot.book.checks.staff_words import EXAMPLES
from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.book.template import Path, read_text
from bot.core.book import Phrase
from bot.core.cases import Case, CaseLine
from bot.core.procedures.saying import Spoken
from bot.core.script import Ask, Script, Step, Tell
from bot.core.state import Mood
from bot.core.warranty import Cover, Facts, cover, terms_of
from bot.core.wording import Wording

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_SAID = "x" * 60
_NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_SKIPPED = "skipped"
_BETWEEN = len("\n\n")
_VALUES: Mapping[str, str] = {"date": "2024-03-08", "number": "2", "phone": "13800000000"}
_NODES = tuple(
    SimpleNamespace(name="x" * 12, key="x", remedies=family) for family in ("remedy", "order")
)


def _cover(bought: date | None, **policy: str) -> Cover:
    terms = terms_of({"parts": {"x": {"months": 12}}, "rules": policy})
    return cover(
        term=terms.of("x"), facts=Facts(bought=bought), today=_NOW.date(), rules=terms.rules
    )


_COVERS = (
    _cover(date(2026, 11, 1)),
    _cover(date(2026, 11, 20)),
    _cover(date(2024, 3, 8)),
    _cover(date(2025, 11, 20), out_of_term="refused"),
)
_EITHER: Mapping[str, tuple[object, ...]] = {
    "mood": get_args(Mood),
    "open_now": (True, False),
    "queued": (False, True),
    "late": (False, True),
    "node": _NODES,
    "warranty": _COVERS,
}
"""Variables a text may branch on: each value is tried."""

Lengths = dict[str, dict[str, int]]
"""Phrase → language → UTF-16 units of its longest variant."""


def check_rendering(
    pack: Merged, issues: Issues, *, facts: StepFacts, environment: Environment
) -> Lengths:
    """Report texts that fail when they are said; returns how long each phrase can get."""
    covered = _covered(pack, facts)
    scopes = {language: _Scope(pack, language) for language in ("zh-CN", "en")}
    lengths: Lengths = {}
    for name, wordings in pack.phrases.items():
        lengths[name] = {}
        for language, variants in wordings.items():
            longest = 0
            for wording in variants:
                if wording.is_plain:
                    longest = max(longest, _length(wording.text))
                    continue
                if issues.touch(wording.source, "template", "unknown_variable"):
                    continue
                paths = read_text(wording.text, environment).paths
                scope = scopes[language]
                for values in scope.each(paths, extra=extra_of(name), covered=name in covered):
                    longest = max(longest, _render(wording, values, language, issues))
            lengths[name][language] = longest
    return lengths


def _covered(pack: Merged, facts: StepFacts) -> set[str]:
    """Return the phrases said only where the warranty's last day is known."""
    always: dict[str, bool] = {}
    for (script, step_id), holding in facts.items():
        step = pack.scripts[script].step(step_id)
        for phrase in phrases_of(step) if step else ():
            always[phrase] = always.get(phrase, True) and "covered" in holding
    return {phrase for phrase, covered in always.items() if covered}


def check_lengths(pack: Merged, issues: Issues, *, lengths: Lengths) -> None:
    """Report messages that are too long: what is told in a row is sent as one message with the question."""
    for script in pack.scripts.values():
        for language in ("zh-CN", "en"):
            _follow(script, language, lengths, issues)


def _follow(script: Script, language: str, lengths: Lengths, issues: Issues) -> None:
    """Carry the longest unsent text through a script."""
    pending: dict[str, int] = {script.steps[0].id: 0}
    waiting = [script.steps[0].id]
    while waiting:
        step = script.step(waiting.pop())
        if step is None:
            continue
        _check_caption(script, step, language, lengths, issues)
        together, left = _grow(step, pending[step.id], language, lengths)
        if together > LONGEST_TEXT:
            issues.add(
                step.source,
                "message_length",
                f"the {language} message at step `{step.id}` of `{script.id}` can reach {together} characters",
                fix=f"Telegram takes {LONGEST_TEXT}: shorten it, or set `alone: true` before it.",
            )
            continue
        for target in following(script, step):
            if not ends(target) and left > pending.get(target, -1):
                pending[target] = left
                waiting.append(target)


def _check_caption(
    script: Script, step: Step, language: str, lengths: Lengths, issues: Issues
) -> None:
    if isinstance(step.action, Tell) and step.action.file:
        length = lengths.get(step.action.phrase, {}).get(language, 0)
        if length > LONGEST_CAPTION:
            issues.add(
                step.source,
                "caption_length",
                f"the {language} caption at step `{step.id}` of `{script.id}` can reach {length} characters",
                fix=f"Telegram takes {LONGEST_CAPTION} under a picture: shorten it.",
            )


def _grow(step: Step, before: int, language: str, lengths: Lengths) -> tuple[int, int]:
    """Return the length of the message with this step's words, and what is left unsent behind it."""
    match step.action:
        case Tell(file=file) if file:
            return before, 0
        case Tell(phrase=phrase, alone=alone):
            together = _added(before, lengths.get(phrase, {}).get(language, 0))
            return together, 0 if alone else together
        case Ask(phrase=phrase):
            return _added(before, lengths.get(phrase, {}).get(language, 0)), 0
    return before, before


def _added(before: int, length: int) -> int:
    return before + (_BETWEEN if before and length else 0) + length


def _render(wording: Wording, scope: Mapping[str, Any], language: str, issues: Issues) -> int:
    try:
        return _length(wording.render(scope, _lang=language))
    except Exception as error:  # noqa: BLE001 - whatever a text can raise would stop the bot in mid-sentence
        issues.add(
            wording.source,
            "render",
            f"this text cannot be said: {error}",
            fix="Test with `if` whether the value is there and of the right kind.",
        )
        return 0


def _length(text: str) -> int:
    """Return the length as Telegram counts it: tags and entities taken in, UTF-16 units."""
    return len(Markup(text).striptags().encode("utf-16-le")) // 2  # noqa: S704 - measured, never shown


def _spoken(later: datetime) -> Spoken:
    """Return an example of what a phrase about a case may say."""
    names = ("x" * 12,) * 3
    return Spoken(
        procedure="x" * 12,
        stage="x" * 12,
        action="x" * 12,
        due_at=later,
        why=_SAID,
        values=defaultdict(lambda: "x" * 12, lines=",".join(map(str, range(1, 11)))),
        title=lambda _: "x" * 20,
        counted=(CaseLine(quantity=9, received=8, missing=1, over=1, damaged=1, wrong=1),) * 10,
        sums={
            "lines": 10,
            "pieces": 12,
            "received": 10,
            "missing": 2,
            "over": 1,
            "damaged": 1,
            "wrong": 1,
            "price": 12850,
        },
        carrier="x" * 8,
        waybill="SF5550001122",
        plant=defaultdict(lambda: "x" * 20),
        field="x" * 12,
        value=_SAID,
        bound="99",
        roles=names,
        person="x" * 12,
        others=names,
    )


class _Values(dict[str, Any]):
    """An answer for every slot anybody may ask about."""

    def __init__(self, kinds: Mapping[str, str], skipped: frozenset[str] = frozenset()) -> None:
        super().__init__(dict.fromkeys(skipped, _SKIPPED))
        self._kinds = kinds

    def __missing__(self, slot: str) -> str:
        return _VALUES.get(self._kinds.get(slot, ""), "x")


class _Scope:
    """Examples of every variable, in one language."""

    def __init__(self, pack: Merged, language: str) -> None:
        steps = (step.action for script in pack.scripts.values() for step in script.steps)
        asks = [action for action in steps if isinstance(action, Ask)]
        kinds: dict[str, str] = {"bought_on": "date"} | {ask.slot: ask.kind for ask in asks}
        values = _Values(kinds)
        self._optional = frozenset(ask.slot for ask in asks if ask.skippable or ask.unsure)
        self._left_out = {
            "values": _Values(kinds, self._optional),
            "warranty": _cover(None),
        }
        brand = pack.brand
        names = brand.name if brand else {}
        named = SimpleNamespace(name="x" * 12, key="x")
        later = _NOW + timedelta(hours=6)
        case = Case(
            number="RT-20261123-0007",
            reply_by=later,
            opened_at=_NOW,
            stage="registered",
            lines=(),
            procedure="repair",
            conversation="x",
        )
        self._base: dict[str, Any] = {
            "brand": SimpleNamespace(
                name=names.get(language, ""),
                hotline=brand.hotline if brand else "",
                facts=brand.facts if brand else {},
            ),
            "policy": pack.policies,
            "said": _SAID,
            "node": _NODES[0],
            "mood": "calm",
            "answers": values,
            "values": values,
            "case": case,
            "reply_by": later,
            "open_now": True,
            "late": False,
            "name": "x" * 12,
            "now": _NOW,
            "product": "x" * 12,
            "warranty": _COVERS[0],
            "cause": named,
            "part": named,
            "apologies": 0,
            "queued": False,
            "remedy": "part",
            "evidence": "x" * 40,
            "_pack": SimpleNamespace(
                brand=brand,
                phrases={
                    name: Phrase(id=name, variants=wordings, source=wordings["zh-CN"][0].source)
                    for name, wordings in pack.phrases.items()
                    if name.startswith("time.") and wordings.get("zh-CN")
                },
            ),
        }
        self._extra: dict[str, Any] = {
            **DEALER_EXAMPLES,
            **EXAMPLES,
            "area": "x" * 12,
            "before": "x" * 12,
            "colleague": "x" * 12,
            "goes_on": True,
            "solved": True,
            "owner": "bot",
            "promised": "x" * 60,
            "number": case.number,
            "new": _SAID,
            "old": _SAID,
            "other": "x" * 12,
            "told": "x" * 40,
            "told_day": "2026-03-08",
            "clock": "first_response",
            "otherwise": "replacement",
            "times": 3,
            "serial": "x" * 17,
            "exchange": True,
            "score": 2,
            "word": _SAID,
            "first": "x" * 12,
            "others": ["x" * 12] * 3,
            "labels": ["x" * 12] * 3,
            "ahead": 12,
            "dealer": "x" * 24,
            "phone": "13855501234",
            "retry_at": later,
            "misses": 1,
            "found": case,
            "faults": ["x" * 12] * 3,
            "things": ["x" * 12] * 3,
            "status": "working",
            "move": _spoken(later),
            "year": 2026,
            "month": 12,
            "day": 23,
            "weekday": 7,
            "hour": 22,
            "hour12": 10,
            "minute": 30,
            "part": "evening",
        }

    def each(
        self, paths: Iterable[Path], *, extra: tuple[str, ...], covered: bool
    ) -> Iterator[dict[str, Any]]:
        """Yield scopes with every value of what a text branches on, and one with what may be left out left out."""
        base = self._base | {name: self._extra[name] for name in extra}
        branching = sorted({path[0] for path in paths} & _EITHER.keys())
        for values in product(*(_EITHER[name] for name in branching)):
            yield base | dict(zip(branching, values, strict=True))
        if not covered and any(
            path[0] == "values" and path[1:2] and path[1] in self._optional for path in paths
        ):
            yield base | self._left_out
