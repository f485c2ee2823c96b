"""Is every variable known, and known on every path that leads to the text that says it?"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from jinja2 import Environment

from bot.book.checks.engine import extra_of
from bot.book.checks.facts import Facts, StepFacts
from bot.book.checks.spoken import phrases_of, spoken_by_engine
from bot.book.issue import Issues, nearest
from bot.book.packing import Merged
from bot.book.scripts import fields_of
from bot.book.template import Path, read_guard, read_text, written
from bot.core.cases import Case
from bot.core.engine.register import CONTACT_SLOTS
from bot.core.engine.scope import VARIABLES
from bot.core.script import Call, Do, Script, Source, Step
from bot.core.warranty import Cover
from bot.core.wording import Wording

_NAMED = ("name", "key")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "brand": ("name", "hotline", "facts"),
    "node": (*_NAMED, "remedies"),
    "cause": _NAMED,
    "part": _NAMED,
    "case": tuple(field.name for field in fields(Case)),
    "warranty": (
        *(field.name for field in fields(Cover)),
        *(name for name, value in vars(Cover).items() if isinstance(value, property)),
    ),
}
_MAP_METHODS = ("items", "keys", "values", "get")


def check_variables(
    pack: Merged, issues: Issues, *, facts: StepFacts, environment: Environment
) -> None:
    """Report variables nobody knows, and those that may be missing when they are said."""
    checker = _Checker(pack, issues, environment)
    for script in pack.scripts.values():
        for step in script.steps:
            checker.guard(script, step)
            holding = facts.get((script.id, step.id))
            if holding is None or issues.touch(step.source, "template"):
                continue
            for phrase in phrases_of(step):
                checker.said(phrase, holding, by=f"step `{step.id}` of `{script.id}`")
            checker.arguments(script, step, holding)
    for phrase, certain in spoken_by_engine(pack):
        checker.said(phrase, certain, by="the engine")
    for phrase, wordings in pack.phrases.items():
        for wording in _each(wordings):
            checker.names(wording.text, wording.source, extra=extra_of(phrase))


class _Checker:
    def __init__(self, pack: Merged, issues: Issues, environment: Environment) -> None:
        self._pack = pack
        self._issues = issues
        self._environment = environment
        self._slots = {*pack.slots, *CONTACT_SLOTS}
        self._told: set[tuple[Source, Path]] = set()

    def said(self, phrase: str, holding: Facts, *, by: str) -> None:
        """Check that a phrase needs nothing but what holds."""
        extra = extra_of(phrase)
        for wording in _each(self._pack.phrases.get(phrase, {})):
            for fact, path in read_text(wording.text, self._environment).needs.items():
                if (
                    fact not in holding
                    and path[0] not in extra
                    and (wording.source, path) not in self._told
                ):
                    self._told.add((wording.source, path))
                    self._issues.add(
                        wording.source,
                        "unset_variable",
                        f"`{written(path)}` may not be known when {by} says this",
                        fix=f"Put it inside {{% if {written(path)} %}}, or ask for it before.",
                    )

    def guard(self, script: Script, step: Step) -> None:
        """Check a step's guard."""
        if step.when is None:
            return
        reading, _, _ = read_guard(step.when.text, self._environment)
        if reading.error:
            self._issues.add(
                step.source,
                "template",
                f"the guard of `{step.id}` in `{script.id}` cannot be read: {reading.error}",
                fix="Write a Jinja2 expression such as `values.x and not warranty.in_force`.",
            )
        self._paths(reading.paths, step.source, extra=())
        self._filters(reading.filters, step.source)

    def arguments(self, script: Script, step: Step, holding: Facts) -> None:
        """Check the parts in braces of a call or a verb."""
        match step.action:
            case Call(script=name, args=args) | Do(verb=name, args=args):
                used = {one for text in (name, *args.values()) for one in fields_of(text)}
            case _:
                return
        for name in sorted(used):
            if f"arg:{name}" not in holding:
                self._issues.add(
                    step.source,
                    "unset_variable",
                    f"`{{{name}}}` may not be known at step `{step.id}` of `{script.id}`",
                    fix="Give it in `with:` wherever this script is called.",
                )

    def names(self, text: str, source: Source, *, extra: tuple[str, ...]) -> None:
        """Check that a text can be read and names only what exists."""
        reading = read_text(text, self._environment)
        if reading.error:
            self._issues.add(
                source,
                "template",
                f"this text cannot be read: {reading.error}",
                fix="Mend the {{ }} or {% %} in it.",
            )
        if reading.strange:
            self._issues.add(
                source,
                "template",
                f"a text may not hold a `{reading.strange}`",
                fix="Use only values, if, for and set.",
            )
        self._paths(reading.paths, source, extra=extra)
        self._filters(reading.filters, source)

    def _filters(self, names: set[str], source: Source) -> None:
        for name in sorted(names - set(self._environment.filters)):
            self._issues.add(
                source,
                "template",
                f"there is no filter `{name}`",
                fix=nearest(
                    name, self._environment.filters, otherwise="Use when, moment, day or listed."
                ),
            )

    def _paths(self, paths: Mapping[Path, None], source: Source, *, extra: tuple[str, ...]) -> None:
        for path in paths:
            if path[0] in extra:
                continue
            wrong, known = self._unknown(path)
            if wrong:
                self._issues.add_absent(
                    source,
                    "unknown_variable",
                    f"there is no variable `{written(path[:wrong])}`",
                    pack=self._pack.name,
                    fix=nearest(
                        path[wrong - 1], known, otherwise="docs/book-format.md lists them all."
                    ),
                )

    def _unknown(self, path: Path) -> tuple[int, set[str]]:
        """Return how many parts it takes to be wrong (0: it is right) and the names known there."""
        root = path[0]
        if root not in VARIABLES:
            return 1, set(VARIABLES)
        if len(path) == 1:
            return 0, set()
        if root in {"values", "answers"}:
            return (0, set()) if path[1] in {*self._slots, *_MAP_METHODS} else (2, self._slots)
        if root == "policy":
            return _inside(self._pack.policies, path, start=1)
        parts = _PARTS.get(root)
        if parts is not None and path[1] not in parts:
            return 2, set(parts)
        if root == "brand" and path[1] == "facts" and self._pack.brand:
            return _inside(self._pack.brand.facts, path, start=2)
        return 0, set()


def _inside(data: Any, path: Path, *, start: int) -> tuple[int, set[str]]:
    for place in range(start, len(path)):
        if not isinstance(data, Mapping) or path[place] in _MAP_METHODS:
            return 0, set()
        if path[place] not in data:
            return place + 1, {str(key) for key in data}
        data = data[path[place]]
    return 0, set()


def _each(wordings: Mapping[str, tuple[Wording, ...]]) -> Iterator[Wording]:
    for variants in wordings.values():
        yield from variants
