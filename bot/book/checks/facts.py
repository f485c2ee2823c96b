"""Which variables are certainly known at each step, whichever way a conversation came there.

A fact is `slot:<name>` (answered), `case` (a case is open), `node` (the fault is known), `arg:<name>` (the
script was called with it), `covered` (the last day of warranty is known), `person` (a person has been called)
or `warned` (the advice of a danger has been given).
"""

from collections.abc import Mapping
from dataclasses import replace

from jinja2 import Environment

from bot.book.checks.engine import FAULT_ARGUMENTS, OPTIONAL, SCRIPTS
from bot.book.checks.graph import NO_RETURN, answers_to, called, ends, following
from bot.book.packing import Merged
from bot.book.scripts import FAULT_PREFIX
from bot.book.template import read_guard
from bot.core.script import Ask, Call, Do, End, Script, Step, Tell

Facts = frozenset[str]
StepFacts = Mapping[tuple[str, str], Facts]
"""What certainly holds when a step (script, step) speaks; scripts nobody runs are left out."""

_NOTHING: Facts = frozenset()


def step_facts(pack: Merged, *, order: tuple[str, ...], environment: Environment) -> StepFacts:
    """Return the facts at every step; `order` has each script behind those it runs."""
    return _Flow(pack, environment).run(order)


class _Flow:
    def __init__(self, pack: Merged, environment: Environment) -> None:
        self._pack = pack
        self._environment = environment
        self._gains: dict[str, Facts | None] = {}
        """Script → facts it adds for who called it; None: it never comes back."""
        self._entries: dict[str, Facts] = {}
        self._speaking: dict[tuple[str, str], Facts] = {}

    def run(self, order: tuple[str, ...]) -> StepFacts:
        scripts = self._pack.scripts
        for name in order:
            self._gains[name] = self._walk(scripts[name], _NOTHING)
        self._speaking.clear()
        self._entries.clear()
        for name, arguments in self._from_engine():
            self._enter(name, frozenset(arguments))
        for name in reversed(order):
            if name in self._entries:
                self._walk(scripts[name], self._entries[name])
        return self._speaking

    def _from_engine(self) -> list[tuple[str, set[str]]]:
        faults = [
            (name, {"node", *(f"arg:{one}" for one in FAULT_ARGUMENTS)})
            for name, script in self._pack.scripts.items()
            if script.node and name.startswith(FAULT_PREFIX)
        ]
        own = [(name, {f"arg:{one}" for one in given}) for name, given in SCRIPTS.items()]
        optional: list[tuple[str, set[str]]] = [(name, set()) for name in OPTIONAL]
        return [*faults, *own, *optional]

    def _enter(self, script: str, facts: Facts) -> None:
        known = self._entries.get(script)
        self._entries[script] = facts if known is None else known & facts

    def _walk(self, script: Script, entry: Facts) -> Facts | None:
        """Carry facts through a script; returns those at every ordinary end, None when there is no such end."""
        at: dict[str, Facts] = {script.steps[0].id: entry}
        waiting = [script.steps[0].id]
        left: Facts | None = None
        while waiting:
            step = script.step(waiting.pop())
            if step is None:
                continue
            for target, facts in self._leaving(script, step, at[step.id]):
                if ends(target):
                    left = facts if left is None else left & facts
                    continue
                known = at.get(target)
                merged = facts if known is None else known & facts
                if merged != known:
                    at[target] = merged
                    waiting.append(target)
        for step_id, facts in at.items():
            step = script.step(step_id)
            if step is not None:
                self._settle(script, step, facts)
        return (
            None if left is None else frozenset(one for one in left if not one.startswith("arg:"))
        )

    def _settle(self, script: Script, step: Step, facts: Facts) -> None:
        """Keep what holds at a step, and hand it on to the scripts the step runs."""
        holding = facts | self._guarded(step)[0]
        self._speaking[script.id, step.id] = holding
        if isinstance(step.action, Call):
            given = frozenset(f"arg:{key}" for key in step.action.args)
            for name in called(step, self._pack.scripts):
                self._enter(name, holding | given)

    def _guarded(self, step: Step) -> tuple[Facts, Facts]:
        if step.when is None:
            return _NOTHING, _NOTHING
        _, true, false = read_guard(step.when.text, self._environment)
        return true, false

    def _leaving(self, script: Script, step: Step, facts: Facts) -> list[tuple[str, Facts]]:
        """Return every way on with the facts it carries."""
        true, false = self._guarded(step)
        passed_over = [(script.after(step.id), facts | false)] if step.when else []
        holding = facts | true
        ways = following(script, replace(step, when=None))
        match step.action:
            case Ask(slot=slot) as ask:
                answered = holding | {f"slot:{slot}"}
                good = answers_to(script, step, ask)
                out = [(target, answered) for target in good]
                if ask.on_miss not in good:
                    out.append((ask.on_miss, holding))
            case Call():
                back = self._back(step, holding)
                out = [] if back is None else [(target, back) for target in ways]
            case End(outcome=outcome) if outcome in NO_RETURN:
                out = []
            case Do(verb="switch_node" | "reset"):
                out = []
            case _:
                gained = holding | self._gained(step)
                out = [(target, gained) for target in ways]
        return [*passed_over, *out]

    @staticmethod
    def _gained(step: Step) -> Facts:
        match step.action:
            case Do(verb="open_case"):
                return frozenset({"case"})
            case Do(verb="set", args=args):
                return frozenset({f"slot:{args.get('slot', '')}"})
            case Do(verb="hand_off"):
                return frozenset({"person"})
            case Tell(phrase=phrase) if phrase.endswith(".danger.act"):
                return frozenset({"warned"})
        return _NOTHING

    def _back(self, step: Step, holding: Facts) -> Facts | None:
        """Return what holds when the called script has come back; None when none of them does."""
        back: Facts | None = None
        for name in called(step, self._pack.scripts):
            gain = self._gains.get(name, _NOTHING)
            if gain is not None:
                back = holding | gain if back is None else back & (holding | gain)
        return back
