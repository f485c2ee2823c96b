"""How a script can be walked: which step may follow which."""

from collections.abc import Iterator, Mapping

from bot.book.scripts import fields_of
from bot.core.script import END, PERSON, Ask, Call, Do, End, Go, Script, Step

NO_RETURN = ("handed_off", "cancelled")
"""Outcomes that end the whole conversation's stack, not only the script."""


def answers_to(script: Script, step: Step, ask: Ask) -> frozenset[str]:
    """Return the steps a usable answer to a question may lead to."""
    behind = script.after(step.id)
    to = {choice.to or behind for choice in ask.choices} | {ask.unsure or behind}
    if ask.kind != "choice" or ask.skippable or not ask.choices:
        to.add(behind)
    return frozenset(to)


def following(script: Script, step: Step) -> frozenset[str]:
    """Return every step that may come next, `end` and `person` among them."""
    behind = script.after(step.id)
    match step.action:
        case Ask() as ask:
            to = answers_to(script, step, ask) | {ask.on_miss}
        case Go(to=target):
            to = frozenset({target})
        case End():
            to = frozenset({END})
        case Do(verb="switch_node" | "reset"):
            to = frozenset({END})
        case _:
            to = frozenset({behind})
    return to | {behind} if step.when else to


def called(step: Step, scripts: Mapping[str, Script]) -> tuple[str, ...]:
    """Return the scripts a step may run."""
    return fitting(step.action.script, scripts) if isinstance(step.action, Call) else ()


def fitting(name: str, scripts: Mapping[str, Script]) -> tuple[str, ...]:
    """Return the scripts a name means; with `{node}` or `{remedy}` in it, any that fits."""
    if not fields_of(name):
        return (name,) if name in scripts else ()
    before, _, rest = name.partition("{")
    after = rest.partition("}")[2]
    return tuple(
        one
        for one in scripts
        if one.startswith(before) and one.endswith(after) and len(one) > len(before + after)
    )


def calls(script: Script, scripts: Mapping[str, Script]) -> Iterator[tuple[Step, str]]:
    """Yield each step that runs another script, with that script's id."""
    for step in script.steps:
        for name in called(step, scripts):
            yield step, name


def ends(step_id: str) -> bool:
    """Whether a target leaves the script."""
    return step_id in {END, PERSON}
