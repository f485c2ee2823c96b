"""Can every case get through its procedure, does every guard read what exists, and does nobody sign alone?"""

from collections.abc import Iterator, Mapping
from typing import get_args

from jinja2 import Environment

from bot.book.checks.case_words import CASE_VARIABLES
from bot.book.checks.guards import Guards
from bot.book.checks.notices import actions_of, spoken_by
from bot.book.issue import Issues, nearest
from bot.book.packing import Merged
from bot.book.template import read_text
from bot.core.cases import axes
from bot.core.engine.scope import VARIABLES
from bot.core.forms import FormField
from bot.core.procedures.procedure import AXES, Action, LineUpdate, Procedure, Stage
from bot.core.procedures.saying import AREA
from bot.core.procedures.settlement import WHOLE
from bot.core.procedures.verbs import FIELDS, SETTLED_BY
from bot.core.script import Source
from bot.core.wording import Wording

_VALUES = {
    "logistics": get_args(axes.Logistics),
    "verdict": get_args(axes.Verdict),
    "decision": get_args(axes.Decision),
    "money": get_args(axes.Money),
    "liability": get_args(axes.Liability),
}
_PRICE, _PLANT = "price", "plant"


def check_procedures(pack: Merged, issues: Issues, *, environment: Environment) -> None:
    """Report what is wrong with the procedures of a pack."""
    for procedure in pack.procedures.values():
        _Checker(pack, procedure, issues, environment).run()
    for name, wordings in pack.phrases.items():
        if name.startswith(AREA):
            _check_words([one for each in wordings.values() for one in each], issues, environment)


def _check_words(wordings: list[Wording], issues: Issues, environment: Environment) -> None:
    """Report what is not known where phrases about cases are said."""
    for wording in wordings:
        for path in read_text(wording.text, environment).paths:
            if path[0] in VARIABLES and path[0] not in CASE_VARIABLES:
                issues.add(
                    wording.source,
                    "unknown_variable",
                    f"`{path[0]}` is not known in phrases about cases",
                    fix=f"Known are: {', '.join(sorted(CASE_VARIABLES))}.",
                )


class _Checker:
    def __init__(
        self, pack: Merged, procedure: Procedure, issues: Issues, environment: Environment
    ) -> None:
        self._pack = pack
        self._procedure = procedure
        self._issues = issues
        self._guards = Guards(pack, procedure, issues, environment)

    def run(self) -> None:
        """Check everything."""
        self._ways()
        for stage in self._procedure.stages:
            self._stage(stage)
        for action in self._procedure.actions:
            self._action(action)
        self._guards.run()
        self._areas()

    def _ways(self) -> None:
        """Every stage is reached, and from every stage the case can come to an end."""
        procedure = self._procedure
        ways = {stage.id: set(_ways(procedure, stage)) for stage in procedure.stages}
        for place in (
            *((branch.stage, branch.source) for a in actions_of(procedure) for branch in a.to),
            *((branch.stage, branch.source) for branch in procedure.reopen.to),
        ):
            if place[0] and place[0] not in ways:
                self._issues.add(
                    place[1],
                    "unknown_stage",
                    f"procedure `{procedure.id}` has no stage `{place[0]}`",
                    fix=nearest(place[0], ways, otherwise="Write it, or name another."),
                )
        reached = _spread(
            {procedure.stages[0].id, *(branch.stage for branch in procedure.reopen.to)}, ways
        )
        back: dict[str, set[str]] = {name: set() for name in ways}
        for name, to in ways.items():
            for target in to & set(ways):
                back[target].add(name)
        ending = {stage.id for stage in procedure.stages if _ends(procedure, stage)}
        leaving = _spread(ending, back)
        for stage in procedure.stages:
            if stage.id not in reached:
                self._issues.add(
                    stage.source,
                    "unreachable",
                    f"nothing leads to stage `{stage.id}` of `{procedure.id}`",
                    fix="Lead an action to it, or take it out.",
                )
            if stage.id not in leaving:
                self._issues.add(
                    stage.source,
                    "no_exit",
                    f"a case in stage `{stage.id}` of `{procedure.id}` can never end",
                    fix="Lead an action on to another stage, or let one end the case.",
                )

    def _stage(self, stage: Stage) -> None:
        if not any(stage.owner in action.by for action in stage.actions):
            self._issues.add(
                stage.source,
                "no_exit",
                f"`{stage.owner}` owns stage `{stage.id}` and can do nothing in it",
                fix="Give the owner an action, or the stage another owner.",
            )
        if stage.deadline.escalate_to and stage.deadline.escalate_to == stage.owner:
            self._issues.add(
                stage.deadline.source,
                "deadline",
                f"stage `{stage.id}` escalates to its own owner",
                fix="Name a role above.",
            )
        automatic = stage.deadline.then
        if automatic:
            found = next((one for one in stage.actions if one.id == automatic), None)
            if found is None or found.approval or any(_asks(found)):
                self._issues.add(
                    stage.deadline.source,
                    "deadline",
                    f"the system cannot take `{automatic}` when stage `{stage.id}` is late",
                    fix="Name an action of this stage without signatures and without fields that must be filled.",
                )
        actions = {action.id for action in (*stage.actions, *self._procedure.actions)}
        for duty in stage.duties:
            if duty.done_by and duty.done_by not in actions:
                self._issues.add(
                    duty.source,
                    "value",
                    f"task `{duty.id}` is done by `{duty.done_by}`, which stage `{stage.id}` does not offer",
                    fix=nearest(duty.done_by, actions, otherwise="Name an action of the stage."),
                )
        for action in stage.actions:
            self._action(action)

    def _action(self, action: Action) -> None:
        fields = {one.id: one for one in action.form}
        required, _ = FIELDS.get(action.verb, ((), ()))
        for name in required:
            if name not in fields:
                self._unknown_field(
                    action.source, f"`{action.verb}` reads the field `{name}`", name, fields
                )
        if action.verb == "settle" and not self._shares():
            self._issues.add(
                action.source,
                "missing_key",
                f"`settle` shares the cost by policies/{SETTLED_BY}.yaml, which has no `shares` that come to 100",
                fix="Write it.",
            )
        for update in action.lines:
            self._update(action, update)
        chain = self._pack.chains.get(action.approval)
        if chain and any(
            step.role and not step.when and set(action.by) == {step.role} for step in chain.steps
        ):
            self._issues.add(
                action.source,
                "own_approval",
                f"who asks for `{action.id}` would sign it too: chain `{chain.id}` wants the same role",
                fix="Let another role ask for it, or another one sign.",
            )

    def _update(self, action: Action, update: LineUpdate) -> None:
        fields = {one.id: one for one in action.form}
        if update.chosen_by and fields.get(update.chosen_by) is None:
            self._unknown_field(
                update.source, f"lines are chosen by `{update.chosen_by}`", update.chosen_by, fields
            )
        for axis, value in update.sets.items():
            if axis == _PRICE:
                known: tuple[str, ...] = ()
            elif axis == _PLANT:
                known = self._plants()
            elif axis in AXES:
                known = _VALUES[axis]
            else:
                self._issues.add(
                    update.source,
                    "unknown_key",
                    f"a line has no axis `{axis}`",
                    fix=nearest(
                        axis, AXES, otherwise=f"One of: {', '.join(AXES)}, {_PLANT}, {_PRICE}."
                    ),
                )
                continue
            for one in self._set_to(update, value, fields):
                if known and one not in known:
                    self._issues.add(
                        update.source,
                        "value",
                        f"{axis} cannot be `{one}`",
                        fix=nearest(one, known, otherwise=f"One of: {', '.join(known)}."),
                    )

    def _plants(self) -> tuple[str, ...]:
        brand = self._pack.brand
        plants = brand.facts.get("plants") if brand is not None else None
        return tuple(plants) if isinstance(plants, Mapping) else ()

    def _set_to(self, update: LineUpdate, value: str, fields: Mapping[str, FormField]) -> list[str]:
        if not value.startswith("{"):
            return [value]
        name = value[1:-1]
        if name not in fields:
            self._unknown_field(update.source, f"lines take the field `{name}`", name, fields)
            return []
        return [option.id for option in fields[name].options]

    def _unknown_field(
        self, source: Source, problem: str, name: str, fields: Mapping[str, FormField]
    ) -> None:
        self._issues.add(
            source,
            "unknown_field",
            f"{problem}, which the form does not ask",
            fix=nearest(name, fields, otherwise="Put it into the form."),
        )

    def _shares(self) -> bool:
        shares = self._pack.policies.get(SETTLED_BY, {}).get("shares")
        if not isinstance(shares, dict):
            return False
        rows = [row for row in shares.values() if isinstance(row, dict)]
        percents = [int(row["percent"]) for row in rows if str(row.get("percent")).isdecimal()]
        return len(percents) == len(shares) and sum(percents) == WHOLE

    def _areas(self) -> None:
        for phrase, source in spoken_by(self._procedure):
            if not phrase.startswith(AREA):
                self._issues.add(
                    source,
                    "unknown_phrase",
                    f"a procedure says `{phrase}`, which knows nothing of cases",
                    fix=f"Write it into `{AREA}j2`, where `case` and `move` are known.",
                )


def _ways(procedure: Procedure, stage: Stage) -> Iterator[str]:
    for action in (*stage.actions, *procedure.actions):
        yield from (branch.stage for branch in action.to)


def _ends(procedure: Procedure, stage: Stage) -> bool:
    return any(action.ends for action in (*stage.actions, *procedure.actions))


def _asks(action: Action) -> Iterator[str]:
    yield from (one.id for one in action.form if one.required and not one.default)


def _spread(start: set[str], ways: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [one for one in start if one in ways]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += [one for one in ways[here] if one in ways]
    return reached
