"""Reads `faults/*.yaml`: the nodes of the fault tree."""

from typing import cast, get_args

from jinja2 import Environment

from bot.book.choices import read_choices, step_target
from bot.book.folder import Folder, Reference
from bot.book.reader import Item, Table
from bot.book.wordings import Wordings, plain, read_label, read_wordings
from bot.core.cases import Remedy
from bot.core.fault import Cause, DangerAdvice, Node, NodeChoice, Question, SelfHelp, Severity
from bot.core.script import PERSON

NODE_PREFIX = "node:"
RESERVED = frozenset(
    {
        "danger",
        "danger_person",
        "danger_after",
        "soothe",
        "unknown",
        "solved",
        "finish",
        "end",
        PERSON,
    }
)
"""Step ids the compiler makes itself."""

_CALLS = ("danger", "urgent")
_REQUIRED = ("id", "name", "meaning", "group", "severity", "symptoms")
_OPTIONAL = ("renamed_from", "remedies", "soothe", "danger", "questions", "causes")
_REMEDIES = "remedy"


def read_faults(item: Item, folder: Folder, *, environment: Environment) -> None:
    """Put the nodes of one file into the folder, their texts as phrases."""
    table = item.table("a faults file", required=("nodes",))
    for entry in table["nodes"].items("nodes") if "nodes" in table else ():
        _Reader(folder, environment).node(entry)


class _Reader:
    def __init__(self, folder: Folder, environment: Environment) -> None:
        self._folder = folder
        self._environment = environment
        self._node = ""
        self._remedies = _REMEDIES
        self._doubled = False
        """Whether two parts of the node share an id: the name one of them should have would seem to be missing."""

    def node(self, item: Item) -> None:
        """Read one node."""
        table = item.table("a node", required=_REQUIRED, optional=_OPTIONAL)
        self._node = node_id = table["id"].id("a node id")
        self._remedies = table["remedies"].id("remedies") if "remedies" in table else _REMEDIES
        severity = cast(
            "Severity", table["severity"].one_of(get_args(Severity), "severity", otherwise="normal")
        )
        causes = table["causes"].items("causes") if "causes" in table else []
        questions = table["questions"].items("questions") if "questions" in table else []
        targets = self._targets(questions, causes)
        self._check_depth(item, table, deep=bool(causes or questions), severity=severity)
        node = Node(
            id=node_id,
            name=read_label(table["name"], "name"),
            meaning=table["meaning"].text("meaning"),
            group=table["group"].id("group"),
            severity=severity,
            symptoms=table["symptoms"].texts("symptoms") if "symptoms" in table else (),
            soothe=plain(self._say(table["soothe"], "soothe")) if "soothe" in table else None,
            questions=tuple(self._question(entry, targets) for entry in questions),
            causes=tuple(self._cause(entry, severity=severity) for entry in causes),
            danger=self._danger(table["danger"]) if "danger" in table else None,
            source=item.source,
            renamed_from=table["renamed_from"].ids("renamed_from")
            if "renamed_from" in table
            else (),
            remedies=self._remedies,
        )
        if node_id in self._folder.nodes:
            table["id"].issue(
                "duplicate_id",
                f"node `{node_id}` stands already at {self._folder.nodes[node_id].source}",
                fix="Merge the two, or give one another id.",
            )
        elif node_id:
            self._folder.nodes[node_id] = node

    def _check_depth(self, item: Item, table: Table, *, deep: bool, severity: str) -> None:
        if deep:
            for key in ("soothe", "causes"):
                if key not in table:
                    item.issue(
                        "missing_key", f"a node in depth has no `{key}`", fix=f"Add `{key}:`."
                    )
        if severity == "safety" and "danger" not in table:
            item.issue(
                "safety",
                f"`{self._node}` is dangerous but says not what to do now",
                fix="Add `danger:` with `act:`.",
            )
        if severity != "safety" and "danger" in table:
            table["danger"].issue(
                "safety",
                f"`danger` stands on a node of severity {severity}",
                fix="Make it `severity: safety`, or take `danger` out.",
            )

    def _targets(self, questions: list[Item], causes: list[Item]) -> frozenset[str]:
        """Return the ids an answer may lead to; an id used twice is an issue."""
        seen: set[str] = set()
        self._doubled = False
        for entry in (*questions, *causes):
            found = entry.peek("id")
            name = found.id("an id") if found else ""
            if found and (name in seen or name in RESERVED):
                why = (
                    "is kept for the compiler" if name in RESERVED else "stands twice in this node"
                )
                found.issue("duplicate_id", f"`{name}` {why}", fix="Choose another id.")
                self._doubled = self._folder.unread = True
            seen.add(name)
        return frozenset(seen - {""})

    def _say(self, item: Item, place: str) -> Wordings:
        wordings = read_wordings(item, "a text", environment=self._environment)
        self._folder.phrases[f"{self._node}.{place}"] = dict(wordings)
        return wordings

    def _danger(self, item: Item) -> DangerAdvice:
        table = item.table("danger", required=("act",), optional=("after",))
        after = table["after"].text("a script") if "after" in table else ""
        if after:
            self._reference("script", after, table["after"])
        return DangerAdvice(
            act=plain(self._say(table["act"], "danger.act")), source=item.source, after=after
        )

    def _target(self, item: Item, targets: frozenset[str]) -> str:
        name = item.text("a step name")
        if name.startswith(NODE_PREFIX):
            node = name.removeprefix(NODE_PREFIX)
            self._folder.references.append(Reference("node", node, item.source))
            return name
        if self._doubled:
            return name
        return step_target(item, targets | {PERSON}, what="question or cause")

    def _question(self, item: Item, targets: frozenset[str]) -> Question:
        table = item.table("a question", required=("id", "ask", "choices", "unsure"))
        question_id = table["id"].text("an id")
        self._folder.slots[f"{self._node}.{question_id}"] = item.source
        choices = read_choices(
            table["choices"], target=lambda to: self._target(to, targets), to_required=True
        )
        if not choices and "choices" in table:
            table["choices"].issue("empty", "this question has no choices", fix="Add some.")
        return Question(
            id=question_id,
            ask=plain(self._say(table["ask"], f"{question_id}.ask")),
            choices=tuple(
                NodeChoice(id=one.id, label=one.label, words=one.words, to=one.to)
                for one in choices
            ),
            unsure=self._target(table["unsure"], targets) if "unsure" in table else "",
            source=item.source,
        )

    def _cause(self, item: Item, *, severity: str) -> Cause:
        table = item.table(
            "a cause",
            required=("id", "name", "likelihood", "explain", "remedy"),
            optional=("steps", "part", "evidence", "person"),
        )
        cause_id = table["id"].text("an id")
        remedy = cast("Remedy", table["remedy"].one_of(get_args(Remedy), "remedy"))
        self._reference("script", f"{self._remedies}.{remedy}", table["remedy"])
        part = table["part"].id("part") if "part" in table else ""
        if part:
            self._reference("part", part, table["part"])
        if severity == "safety" and remedy == "self_help":
            table["remedy"].issue(
                "safety",
                f"`{self._node}` is dangerous, the customer must not mend it",
                fix="Use on_site, return or exchange.",
            )
        steps = table["steps"].items("steps") if "steps" in table else ()
        return Cause(
            id=cause_id,
            name=read_label(table["name"], "name"),
            explain=plain(self._say(table["explain"], f"{cause_id}.explain")),
            steps=tuple(self._step(entry, cause_id) for entry in steps),
            remedy=remedy,
            likelihood=table["likelihood"].number("likelihood", low=0, high=1),
            part=part,
            person=table["person"].one_of(_CALLS, "person") if "person" in table else "",
            evidence=plain(self._say(table["evidence"], f"{cause_id}.evidence"))
            if "evidence" in table
            else None,
            source=item.source,
        )

    def _step(self, item: Item, cause_id: str) -> SelfHelp:
        table = item.table("a step", required=("id", "say"))
        step_id = table["id"].id("a step id")
        slot = f"{self._node}.{cause_id}.{step_id}"
        if slot in self._folder.slots:
            table["id"].issue("duplicate_id", f"step `{step_id}` stands twice", fix="Rename one.")
        self._folder.slots[slot] = item.source
        return SelfHelp(
            id=step_id,
            say=plain(self._say(table["say"], f"{cause_id}.{step_id}.say")),
            source=item.source,
        )

    def _reference(self, kind: str, name: str, item: Item) -> None:
        self._folder.references.append(Reference(kind, name, item.source))
