"""In danger: first what to do now, then a person, and only then any question."""

from bot.book.checks.facts import StepFacts
from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.core.script import Ask, Call


def check_safety(pack: Merged, issues: Issues, *, facts: StepFacts) -> None:
    """Report steps of dangerous faults that ask or call before the advice is given and a person called."""
    for script in pack.scripts.values():
        node = pack.nodes.get(script.node or "")
        if node is None or node.severity != "safety":
            continue
        for step in script.steps:
            holding = facts.get((script.id, step.id))
            if holding is None or not isinstance(step.action, Ask | Call):
                continue
            for fact, missing, fix in (
                ("warned", "saying what to do now", "Tell the fault's `danger.act` first."),
                ("person", "a person is called", "Put `do: hand_off` before it on every path."),
            ):
                if fact not in holding:
                    issues.add(
                        step.source,
                        "safety",
                        f"step `{step.id}` of `{script.id}` comes before {missing}",
                        fix=fix,
                    )
