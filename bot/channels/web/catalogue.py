"""The running book as lists: what can be opened on the staff's page, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.channels.web.drawing import in_words
from bot.channels.web.words import Words
from bot.core.book import Pack
from bot.core.fault import Node
from bot.core.procedures.procedure import Procedure
from bot.core.script import Ask, Call, Do, End, Go, Step, Tell

FAULT_SCRIPT = "fault."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fault, script, procedure or form in the list; `find` is what the search looks at."""

    kind: Literal["fault", "script", "procedure", "document"]
    id: str
    name: str
    severity: str = ""
    deep: bool = True
    find: str


def faults(pack: Pack, words: Words) -> Mapping[str, tuple[Entry, ...]]:
    """Return the faults by area of the product, in the book's order; what has no area comes last."""
    areas = [(in_words(area.label, words.lang), frozenset(area.nodes)) for area in pack.areas]
    groups: dict[str, list[Entry]] = {label: [] for label, _ in areas}
    others: list[Entry] = []
    for node in pack.nodes.values():
        label = next((label for label, nodes in areas if node.id in nodes), None)
        (groups[label] if label else others).append(_fault(node, words.lang))
    groups[words["others"]] = others
    return {label: tuple(entries) for label, entries in groups.items() if entries}


def _fault(node: Node, lang: str) -> Entry:
    said = " ".join((node.id, *node.name.values(), node.meaning, *node.symptoms))
    return Entry(
        kind="fault",
        id=node.id,
        name=in_words(node.name, lang),
        severity=node.severity,
        deep=node.in_depth,
        find=said.lower(),
    )


def scripts(pack: Pack) -> tuple[Entry, ...]:
    """Return the scripts that are no fault's, by id."""
    return tuple(
        Entry(
            kind="script",
            id=script.id,
            name=script.purpose or script.id,
            find=f"{script.id} {script.purpose}".lower(),
        )
        for _, script in sorted(pack.scripts.items())
        if not script.id.startswith(FAULT_SCRIPT)
    )


def procedures(pack: Pack, words: Words) -> tuple[Entry, ...]:
    """Return the lives of cases, by id."""
    return tuple(
        Entry(
            kind="procedure",
            id=one.id,
            name=in_words(one.name, words.lang),
            find=" ".join((one.id, one.purpose, *one.rules, *one.name.values())).lower(),
        )
        for _, one in sorted(pack.procedures.items())
    )


@dataclass(frozen=True, slots=True)
class StageRow:
    """One action of a procedure in a line."""

    stage: str
    action: str
    by: str
    asks: str
    signed: str
    source: str


def stage_rows(procedure: Procedure, pack: Pack, words: Words) -> tuple[StageRow, ...]:
    """Return the actions of a procedure as a table, stage by stage."""
    names = words.area("case")
    return tuple(
        StageRow(
            stage=in_words(stage.name, words.lang),
            action=in_words(action.label, words.lang),
            by=" / ".join(names[f"role_{role}"] for role in action.by),
            asks=" · ".join(in_words(field.ask, words.lang) for field in action.form),
            signed=in_words(pack.chains[action.approval].name, words.lang)
            if action.approval in pack.chains
            else "",
            source=str(action.source),
        )
        for stage in procedure.stages
        for action in (*stage.actions, *procedure.actions)
    )


def documents(pack: Pack, words: Words) -> tuple[Entry, ...]:
    """Return the forms in the order of their numbers."""
    forms = sorted(pack.documents.values(), key=lambda form: (form.number, form.id))
    return tuple(
        Entry(
            kind="document",
            id=form.id,
            name=in_words(form.name, words.lang),
            find=" ".join((form.id, form.number, *form.name.values())).lower(),
        )
        for form in forms
    )


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a script in a line."""

    id: str
    verb: str
    what: str
    when: str
    source: str


def step_rows(steps: tuple[Step, ...]) -> tuple[StepRow, ...]:
    """Return the steps as a table."""
    return tuple(
        StepRow(
            step.id,
            type(step.action).__name__.lower(),
            _what(step),
            step.when.text if step.when else "",
            str(step.source),
        )
        for step in steps
    )


def _what(step: Step) -> str:
    match step.action:
        case Tell(phrase=phrase):
            return phrase
        case Ask(phrase=phrase, slot=slot, kind=kind):
            return f"{phrase} → {slot} ({kind})"
        case Call(script=script):
            return script
        case Do(verb=verb, args=args):
            return " ".join((verb, *(f"{name}={value}" for name, value in args.items())))
        case Go(to=to):
            return to
        case End(outcome=outcome):
            return outcome
