"""Do the four phases go forward, and does empathy come before diagnosis?"""

from bot.book.checks.graph import NO_RETURN, called, ends, following
from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.core.script import Call, Do, End, Script, Step
from bot.core.state import Phase

_ORDER: tuple[Phase, ...] = ("none", "soothe", "diagnose", "solve", "apologise")


def check_phases(pack: Merged, issues: Issues, *, order: tuple[str, ...]) -> None:
    """Walk every script from every phase it is run in; `order` has callees before callers."""
    walker = _Walker(pack, issues)
    called_at_all = {
        name
        for script in pack.scripts.values()
        for step in script.steps
        for name in called(step, pack.scripts)
    }
    for name in reversed(order):
        if name not in called_at_all:
            walker.walk(pack.scripts[name], "none")


class _Walker:
    def __init__(self, pack: Merged, issues: Issues) -> None:
        self._pack = pack
        self._issues = issues
        self._walked: dict[tuple[str, Phase], frozenset[Phase]] = {}

    def walk(self, script: Script, entry: Phase) -> frozenset[Phase]:
        """Return the phases a script may end in when it is run in `entry`."""
        key = (script.id, entry)
        if key in self._walked:
            return self._walked[key]
        left: set[Phase] = set()
        seen: set[tuple[str, Phase]] = set()
        waiting: list[tuple[str, Phase]] = [(script.steps[0].id, entry)]
        while waiting:
            here = waiting.pop()
            step = script.step(here[0])
            if here in seen or step is None:
                left |= {here[1]} if step is None else set()
                continue
            seen.add(here)
            if step.when:
                waiting.append((script.after(step.id), here[1]))
            for phase in self._through(script, step, here[1]):
                for target in following(script, step):
                    if ends(target):
                        left.add(phase)
                    else:
                        waiting.append((target, phase))
        self._walked[key] = frozenset(left)
        return self._walked[key]

    def _through(self, script: Script, step: Step, phase: Phase) -> frozenset[Phase]:
        """Return the phases after a step; none when the conversation's scripts end there."""
        now = step.phase or phase
        if _ORDER.index(now) < _ORDER.index(phase):
            self._issues.add(
                step.source,
                "phase_order",
                f"step `{step.id}` of `{script.id}` goes back from {phase} to {now}",
                fix="Phases only go forward: soothe, diagnose, solve, apologise.",
            )
        if now == "diagnose" and phase == "none":
            self._issues.add(
                step.source,
                "empathy",
                f"step `{step.id}` of `{script.id}` diagnoses before a word of empathy",
                fix="Put a `phase: soothe` step before it on every path.",
            )
        match step.action:
            case Call():
                after: set[Phase] = set()
                for name in called(step, self._pack.scripts):
                    after |= self.walk(self._pack.scripts[name], now)
                return frozenset(after)
            case End(outcome=outcome) if outcome in NO_RETURN:
                return frozenset()
            case Do(verb="reset"):
                return frozenset({"none"})
        return frozenset({now})
