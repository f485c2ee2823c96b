"""Reads `scripts/*.yaml`: the conversations."""

import hashlib
from string import Formatter
from typing import cast, get_args

from jinja2 import Environment

from bot.book.choices import read_choices, step_target
from bot.book.environment import guard
from bot.book.folder import Folder, Reference
from bot.book.reader import Item, Table
from bot.book.wordings import read_wordings
from bot.core.effects import Priority
from bot.core.script import (
    END,
    PERSON,
    Action,
    Ask,
    AskKind,
    Call,
    Do,
    End,
    Go,
    Script,
    Source,
    Step,
    Tell,
)
from bot.core.state import Phase

OUTCOMES = ("solved", "registered", "handed_off", "cancelled", "told")
FAULT_PREFIX = "fault."
_PHASES = tuple(phase for phase in get_args(Phase) if phase != "none")
_COMMON = ("id", "phase", "when", "renamed_from")
_KEYS = {
    "tell": ("alone", "file"),
    "ask": (
        "slot",
        "kind",
        "choices",
        "unsure",
        "skippable",
        "misses",
        "on_miss",
        "depends",
        "missing",
        "unrecognised",
        "invalid",
    ),
    "go": (),
    "call": ("with",),
    "do": ("with",),
    "end": (),
}
_VERBS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "open_case": (("procedure",), ("priority",)),
    "hand_off": (("reason",), ("priority",)),
    "switch_node": (("node",), ()),
    "set": (("slot", "value"), ()),
    "next_symptom": ((), ()),
    "survey": ((), ()),
    "rate": ((), ()),
    "reset": ((), ()),
}
"""Verb → required and optional keys of `with`."""


def read_scripts(item: Item, folder: Folder, *, environment: Environment) -> None:
    """Put the scripts of one file, or the choices of `choices.yaml`, into the folder."""
    table = item.table("a scripts file", optional=("scripts", "choices"))
    if "choices" in table:
        folder.tried = read_choices(
            table["choices"], target=lambda to: to.text("to"), to_required=False
        )
    for entry in table["scripts"].items("scripts") if "scripts" in table else ():
        _Reader(folder, environment).script(entry)


def script_digest(steps: tuple[Step, ...]) -> str:
    """Return a name for what the steps do, wherever they stand in their file."""
    parts = (
        f"{step.id}|{step.phase}|{step.when.text if step.when else ''}|{step.action!r}"
        for step in steps
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def make_script(
    script_id: str,
    steps: tuple[Step, ...],
    *,
    source: Source,
    node: str | None = None,
    purpose: str = "",
    renamed_from: tuple[str, ...] = (),
) -> Script:
    """Return a script with its digest and index."""
    return Script(
        id=script_id,
        steps=steps,
        source=source,
        digest=script_digest(steps),
        purpose=purpose,
        node=node,
        renamed_from=renamed_from,
        index={step.id: place for place, step in enumerate(steps)},
    )


def fields_of(text: str) -> frozenset[str]:
    """Return the names in braces in a text such as `remedy.{remedy}`."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


class _Reader:
    def __init__(self, folder: Folder, environment: Environment) -> None:
        self._folder = folder
        self._environment = environment
        self._script = ""
        self._steps: frozenset[str] = frozenset()
        self._doubled = False
        """Whether two steps share an id: the name one of them should have would seem to be missing."""

    def script(self, item: Item) -> None:
        """Read one script."""
        table = item.table(
            "a script", required=("id", "steps"), optional=("purpose", "renamed_from")
        )
        self._script = script_id = table["id"].id("a script id")
        entries = table["steps"].items("steps") if "steps" in table else []
        if "steps" in table and not entries:
            table["steps"].issue("empty", f"script `{script_id}` has no steps", fix="Add some.")
        self._steps = frozenset((*self._ids(entries), END, PERSON))
        steps = tuple(step for entry in entries if (step := self._step(entry)))
        if script_id in self._folder.scripts:
            table["id"].issue(
                "duplicate_id",
                f"script `{script_id}` stands already at {self._folder.scripts[script_id].source}",
                fix="Merge the two, or give one another id.",
            )
            return
        if script_id and steps:
            node = script_id.removeprefix(FAULT_PREFIX)
            self._folder.scripts[script_id] = make_script(
                script_id,
                steps,
                source=table["id"].source,
                node=node if node != script_id else None,
                purpose=table["purpose"].text("purpose") if "purpose" in table else "",
                renamed_from=self._ids_of(table, "renamed_from"),
            )

    def _ids(self, entries: list[Item]) -> set[str]:
        seen: set[str] = set()
        self._doubled = False
        for entry in entries:
            found = entry.peek("id")
            name = found.id("a step id") if found else ""
            if found and name in {*seen, END, PERSON}:
                found.issue("duplicate_id", f"step `{name}` stands twice", fix="Choose another id.")
                self._doubled = self._folder.unread = True
            seen.add(name)
        return seen - {""}

    def _step(self, item: Item) -> Step | None:
        every = (*_KEYS, *(key for keys in _KEYS.values() for key in keys))
        table = item.table("a step", required=("id",), optional=(*_COMMON[1:], *every))
        actions = [key for key in _KEYS if key in table]
        if len(actions) != 1:
            problem = "does nothing" if not actions else f"has {' and '.join(actions)}"
            item.issue(
                "wrong_type", f"this step {problem}", fix=f"Use exactly one of {', '.join(_KEYS)}."
            )
            return None
        kind = actions[0]
        for key in table:
            if key not in (*_COMMON, kind, *_KEYS[kind]):
                table[key].issue(
                    "unknown_key", f"`{key}` does not belong to `{kind}`", fix="Take it out."
                )
        step_id = table["id"].text("a step id")
        return Step(
            id=step_id,
            action=self._action(kind, step_id, table),
            source=item.source,
            phase=cast("Phase", table["phase"].one_of(_PHASES, "phase"))
            if "phase" in table
            else None,
            when=guard(table["when"].text("when"), self._environment) if "when" in table else None,
            renamed_from=self._ids_of(table, "renamed_from"),
        )

    def _action(self, kind: str, step_id: str, table: Table) -> Action:
        match kind:
            case "tell":
                return Tell(
                    phrase=self._phrase(table["tell"], f"{step_id}.tell"),
                    alone=table["alone"].flag("alone"),
                    file=self._file(table["file"]),
                )
            case "ask":
                return self._ask(step_id, table)
            case "go":
                return Go(self._target(table["go"]))
            case "call":
                return self._call(table)
            case "do":
                return self._do(table)
            case _:
                return End(table["end"].one_of(OUTCOMES, "end"))

    def _file(self, item: Item) -> str:
        if not item:
            return ""
        name = f"{self._folder.name}/{item.text('file')}"
        self._folder.references.append(Reference("file", name, item.source))
        return name

    def _ask(self, step_id: str, table: Table) -> Ask:
        kind = (
            cast("AskKind", table["kind"].one_of(get_args(AskKind), "kind", otherwise="text"))
            if "kind" in table
            else "choice"
        )
        for key, needed in (("slot", True), ("choices", kind == "choice")):
            if needed and key not in table:
                table["ask"].issue(
                    "missing_key", f"a question has no `{key}`", fix=f"Add `{key}:`."
                )
        slot = table["slot"].text("slot") if "slot" in table else ""
        if slot:
            self._folder.slots.setdefault(slot, table["slot"].source)
        depends = table["depends"].texts("depends") if "depends" in table else ()
        for item in table["depends"].items("depends") if "depends" in table else ():
            self._folder.references.append(Reference("slot", item.text("depends"), item.source))
        return Ask(
            phrase=self._phrase(table["ask"], f"{step_id}.ask"),
            slot=slot,
            kind=kind,
            choices=read_choices(table["choices"], target=self._target, to_required=False)
            if "choices" in table
            else (),
            unsure=self._target(table["unsure"]) if "unsure" in table else "",
            skippable=table["skippable"].flag("skippable"),
            misses=int(table["misses"].number("misses", low=1, high=5)) if "misses" in table else 2,
            on_miss=self._target(table["on_miss"]) if "on_miss" in table else PERSON,
            depends=depends,
            missing=self._own(table, "missing", step_id),
            unrecognised=self._own(table, "unrecognised", step_id),
            invalid=self._own(table, "invalid", step_id),
        )

    def _call(self, table: Table) -> Call:
        name = table["call"].text("call")
        if fields_of(name) <= {"node", "remedy"}:
            self._folder.references.append(Reference("script", name, table["call"].source))
        else:
            table["call"].issue(
                "value", f"`{name}` has an unknown part in braces", fix="Use {node} or {remedy}."
            )
        return Call(script=name, args=self._args(table))

    def _do(self, table: Table) -> Do:
        verb = table["do"].one_of(tuple(_VERBS), "do")
        required, optional = _VERBS[verb]
        if required and "with" not in table:
            table["do"].issue(
                "missing_key",
                f"`{verb}` has no `with`",
                fix=f"Add `with:` with {', '.join(required)}.",
            )
        given = table["with"]
        if given:
            fields = given.table(verb, required=required, optional=optional)
            if "priority" in fields:
                fields["priority"].one_of((*get_args(Priority), "{priority}"), "priority")
            for kind in ("node", "procedure"):
                if kind in fields:
                    self._reference(kind, fields[kind])
            if "slot" in fields:
                slot = fields["slot"].text("slot")
                self._folder.slots.setdefault(slot, fields["slot"].source)
        return Do(verb=verb, args=self._args(table))

    def _args(self, table: Table) -> dict[str, str]:
        given = table["with"]
        if not given:
            return {}
        return {key: item.text(key) for key, (_, item) in given.entries("with").items()}

    def _own(self, table: Table, key: str, step_id: str) -> str:
        return self._phrase(table[key], f"{step_id}.{key}") if key in table else ""

    def _phrase(self, item: Item, place: str) -> str:
        """Read the name of a phrase, or make a phrase of the text map that stands here."""
        if item.is_map:
            phrase = f"{self._script}.{place}"
            self._folder.phrases[phrase] = dict(
                read_wordings(item, "a text", environment=self._environment)
            )
            return phrase
        self._reference("phrase", item)
        return item.text("a phrase name")

    def _reference(self, kind: str, item: Item) -> None:
        name = item.text(f"a {kind} name")
        if name:
            self._folder.references.append(Reference(kind, name, item.source))

    def _target(self, item: Item) -> str:
        if self._doubled:
            return item.text("a step name")
        return step_target(item, self._steps, what="step")

    @staticmethod
    def _ids_of(table: Table, key: str) -> tuple[str, ...]:
        return table[key].ids(key) if key in table else ()
