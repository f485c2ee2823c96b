"""Does every chain of calls come to an end?"""

from graphlib import CycleError, TopologicalSorter

from bot.book.checks.graph import calls
from bot.book.issue import Issues
from bot.book.packing import Merged


def call_order(pack: Merged, issues: Issues) -> tuple[str, ...]:
    """Return the scripts so that each stands behind those it runs; empty, with an issue, when it cannot be."""
    sorter = TopologicalSorter(
        {
            script.id: {name for _, name in calls(script, pack.scripts)}
            for script in pack.scripts.values()
        }
    )
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        circle: list[str] = list(reversed(error.args[1]))
    start = min(circle)
    turned = [*circle[circle.index(start) : -1], *circle[: circle.index(start)], start]
    step = next(
        step for step, name in calls(pack.scripts[start], pack.scripts) if name == turned[1]
    )
    issues.add(
        step.source,
        "call_cycle",
        f"scripts call each other without end: {' → '.join(turned)}",
        fix="Use `go` or `do: switch_node` instead of the last `call`.",
    )
    return ()
