"""Does every guard of a procedure read only what exists?"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import get_args

from jinja2 import Environment

from bot.book.checks.notices import actions_of
from bot.book.issue import Issues, nearest
from bot.book.packing import Merged
from bot.book.template import Path, read_guard, written
from bot.core.cases import Case, CaseLine, axes
from bot.core.procedures.procedure import Action, Notice, Print, Procedure, Stage
from bot.core.procedures.scope import GUARD_AXES, GUARD_VARIABLES, TOTALS
from bot.core.script import Guard, Source

_LINE = "line"
_HERE = "here"
_ON_AXIS: Mapping[str, tuple[str, ...]] = {
    "logistics": get_args(axes.Logistics),
    "verdict": get_args(axes.Verdict),
    "decision": get_args(axes.Decision),
    "money": get_args(axes.Money),
    "liability": get_args(axes.Liability),
}
_CASE = tuple(field.name for field in fields(Case))
_LINE_FIELDS = tuple(field.name for field in fields(CaseLine))


class Guards:
    """The guards of one procedure."""

    def __init__(
        self, pack: Merged, procedure: Procedure, issues: Issues, environment: Environment
    ) -> None:
        self._pack = pack
        self._procedure = procedure
        self._issues = issues
        self._environment = environment
        self._fields = {one.id: one for action in actions_of(procedure) for one in action.form} | {
            one.id: one for stage in procedure.stages for d in stage.duties for one in d.form
        }

    def run(self) -> None:
        """Check all of them."""
        for guard, source, of_lines in _every(self._procedure):
            self._check(guard, source, of_lines=of_lines)
        for chain in self._pack.chains.values():
            if any(action.approval == chain.id for action in actions_of(self._procedure)):
                for step in chain.steps:
                    if step.when is not None:
                        self._check(step.when, chain.source, of_lines=False)

    def _check(self, guard: Guard, source: Source, *, of_lines: bool) -> None:
        reading, _, _ = read_guard(guard.text, self._environment)
        if reading.error:
            self._issues.add(
                source,
                "template",
                f"the guard `{guard.text}` cannot be read: {reading.error}",
                fix="Write a Jinja2 expression such as `not some.verdict.pending`.",
            )
        for path in reading.paths:
            wrong, known = self._unknown(path, of_lines=of_lines)
            if wrong:
                self._issues.add(
                    source,
                    "unknown_variable",
                    f"a guard of `{self._procedure.id}` has no variable `{written(path[:wrong])}`",
                    fix=nearest(
                        path[wrong - 1], known, otherwise="docs/procedures.md lists them all."
                    ),
                )

    def _unknown(self, path: Path, *, of_lines: bool) -> tuple[int, tuple[str, ...]]:
        """Return how many parts it takes to be wrong (0: it is right) and the names known there."""
        roots = (*GUARD_VARIABLES, _LINE, _HERE) if of_lines else tuple(GUARD_VARIABLES)
        if path[0] not in roots:
            return 1, roots
        known: Mapping[str, tuple[str, ...]] = {
            "some": GUARD_AXES,
            "every": GUARD_AXES,
            "total": TOTALS,
            "values": tuple(self._fields),
            "case": (*_CASE, "value"),
            _LINE: _LINE_FIELDS,
            "policy": tuple(self._pack.policies),
        }
        names = known.get(path[0])
        if len(path) > 1 and names is not None and path[1] not in names:
            return 2, names
        if path[0] in ("some", "every") and len(path) > 2 and path[1] in _ON_AXIS:
            return (0, ()) if path[2] in _ON_AXIS[path[1]] else (3, _ON_AXIS[path[1]])
        if path[0] == "policy":
            return _inside(self._pack.policies, path)
        return 0, ()


def _inside(data: object, path: Path) -> tuple[int, tuple[str, ...]]:
    for place in range(1, len(path)):
        if not isinstance(data, Mapping):
            return 0, ()
        if path[place] not in data:
            return place + 1, tuple(str(key) for key in data)
        data = data[path[place]]
    return 0, ()


def _every(procedure: Procedure) -> Iterator[tuple[Guard, Source, bool]]:
    """Yield each guard, its place, and whether it looks at single lines."""
    for stage in procedure.stages:
        yield from _of_stage(stage)
    for action in actions_of(procedure):
        yield from _of_action(action)
    if procedure.cancel.when is not None:
        yield procedure.cancel.when, procedure.source, False
    for way in procedure.reopen.to:
        if way.when is not None:
            yield way.when, way.source, False
    yield from _said((*procedure.cancel.notices, *procedure.reopen.notices))


def _of_stage(stage: Stage) -> Iterator[tuple[Guard, Source, bool]]:
    yield from _said((*stage.notices, *stage.prints, *stage.deadline.notices))
    yield from _said(tuple(nudge.notice for nudge in stage.nudges))
    for duty in stage.duties:
        if duty.when is not None:
            yield duty.when, duty.source, False


def _of_action(action: Action) -> Iterator[tuple[Guard, Source, bool]]:
    if action.when is not None:
        yield action.when, action.source, False
    yield from ((need.test, need.source, False) for need in action.needs)
    yield from ((way.when, way.source, False) for way in action.to if way.when is not None)
    yield from ((update.of, update.source, True) for update in action.lines if update.of)
    for field in action.form:
        if field.when is not None:
            yield field.when, action.source, False
        if field.of is not None:
            yield field.of, action.source, True
    yield from _said((*action.notices, *action.prints))


def _said(one: tuple[Notice | Print, ...]) -> Iterator[tuple[Guard, Source, bool]]:
    yield from ((each.when, each.source, False) for each in one if each.when is not None)
