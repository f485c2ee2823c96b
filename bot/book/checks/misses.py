"""Does every question, asked in vain, end with a person?"""

from bot.book.issue import Issues
from bot.book.packing import Merged
from bot.core.script import END, PERSON, Ask, Do, End, Go, Script


def check_misses(pack: Merged, issues: Issues) -> None:
    """Report questions whose miss path goes in a circle or ends without a person."""
    for script in pack.scripts.values():
        for step in script.steps:
            if isinstance(step.action, Ask) and step.action.on_miss != PERSON:
                problem = _follow(script, step.action.on_miss, passed=(step.id,))
                if problem:
                    issues.add(
                        step.source,
                        "miss_path",
                        f"who misses `{step.id}` {problem}",
                        fix="Let the last `on_miss` be person.",
                    )


def _follow(script: Script, target: str, *, passed: tuple[str, ...]) -> str:
    """Return what is wrong with going on at `target`; empty when a person is reached."""
    if target == PERSON:
        return ""
    if target in passed:
        return f"goes in a circle: {' → '.join((*passed, target))}"
    step = script.step(target)
    if target == END or step is None:
        return "reaches the end without a person"
    further = (*passed, target)
    behind = script.after(target)
    match step.action:
        case Ask(on_miss=on_miss):
            problem = _follow(script, on_miss, passed=further)
        case Go(to=to):
            problem = _follow(script, to, passed=further)
        case Do(verb="hand_off") | End(outcome="handed_off"):
            problem = ""
        case End():
            problem = "reaches the end without a person"
        case _:
            return _follow(script, behind, passed=further)
    return problem or (_follow(script, behind, passed=further) if step.when else "")
