"""Reads `procedures/*.yaml`: the lives of cases."""

import hashlib
import json
from typing import cast, get_args

from jinja2 import Environment

from bot.book.environment import guard
from bot.book.folder import Folder, Reference
from bot.book.forms import read_form
from bot.book.reader import Item, Table
from bot.book.wordings import read_label
from bot.core.procedures.procedure import (
    CONTACT_ROLES,
    Action,
    Branch,
    Cancel,
    Deadline,
    Duty,
    LineUpdate,
    Need,
    Notice,
    Nudge,
    Print,
    Procedure,
    Reopen,
    Stage,
    Verb,
)
from bot.core.script import Guard
from bot.core.spans import Span, parse_span
from bot.core.staff import STAFF_ROLES

ACTORS = (*STAFF_ROLES, *CONTACT_ROLES)
_VERBS = tuple(verb for verb in get_args(Verb) if verb)
_ENDS = ("done", "cancelled")
_A_DAY = Span(1, "d")
_DEADLINE = ("within", "remind", "escalate_to")
_ACTION = (
    "by",
    "form",
    "when",
    "needs",
    "do",
    "lines",
    "approval",
    "to",
    "keeps_deadline",
    "ends",
    "notify",
    "print",
)


def read_procedures(item: Item, folder: Folder, *, environment: Environment) -> None:
    """Put the procedures of one file into the folder."""
    table = item.table("a procedures file", required=("procedures",))
    for entry in table["procedures"].items("procedures") if "procedures" in table else ():
        procedure = _Reader(folder, environment).procedure(entry)
        known = folder.procedures.get(procedure.id)
        if known:
            entry.peek("id").issue(
                "duplicate_id",
                f"procedure `{procedure.id}` stands already at {known.source}",
                fix="Merge the two, or give one another id.",
            )
        elif procedure.id and procedure.stages:
            folder.procedures[procedure.id] = procedure


def read_span(item: Item, what: str) -> Span:
    """Read a length of time such as 2h, 7wd (working days) or 2wh (working hours)."""
    text = item.text(what)
    span = parse_span(text)
    if text and span is None:
        item.issue(
            "value",
            f"{what} `{text}` is no length of time",
            fix="Write a number and m, h, d, mo, or wh and wd for working time, such as 7wd.",
        )
    return span or _A_DAY


def read_roles(item: Item, what: str) -> tuple[str, ...]:
    """Read a list of roles, `dealer` and `customer` among them."""
    return tuple(one.one_of(ACTORS, what) for one in item.items(what))


class _Reader:
    def __init__(self, folder: Folder, environment: Environment) -> None:
        self._folder = folder
        self._environment = environment

    def procedure(self, item: Item) -> Procedure:
        """Read one procedure."""
        table = item.table(
            "a procedure",
            required=("id", "name", "stages", "cancel", "reopen"),
            optional=("purpose", "rules", "opens", "actions"),
        )
        stages = tuple(self._stage(one) for one in table["stages"].items("stages"))
        self._unique(table["stages"], "stage")
        if "stages" in table and not stages:
            table["stages"].issue("empty", "this procedure has no stages", fix="Add some.")
        written = json.dumps(item.data(), ensure_ascii=False, default=str, sort_keys=True)
        return Procedure(
            id=table["id"].id("a procedure id"),
            name=read_label(table["name"], "name"),
            purpose=table["purpose"].text("purpose") if "purpose" in table else "",
            rules=table["rules"].texts("rules") if "rules" in table else (),
            opens=read_roles(table["opens"], "opens") if "opens" in table else (),
            stages=stages,
            actions=self._actions(table, by=()),
            cancel=self._cancel(table["cancel"]),
            reopen=self._reopen(table["reopen"]),
            digest=hashlib.sha256(written.encode()).hexdigest()[:16],
            source=table["id"].source,
            index={stage.id: place for place, stage in enumerate(stages)},
        )

    def _stage(self, item: Item) -> Stage:
        table = item.table(
            "a stage",
            required=("id", "name", "owner", "deadline", "actions"),
            optional=("tasks", "nudges", "notify", "print", "renamed_from"),
        )
        owner = table["owner"].one_of(ACTORS, "owner") if "owner" in table else ""
        duties = table["tasks"].items("tasks") if "tasks" in table else []
        nudges = table["nudges"].items("nudges") if "nudges" in table else []
        return Stage(
            id=table["id"].id("a stage id"),
            name=read_label(table["name"], "name"),
            owner=owner,
            deadline=self._deadline(table["deadline"]),
            actions=self._actions(table, by=(owner,)),
            duties=tuple(self._duty(one) for one in duties),
            nudges=tuple(self._nudge(one) for one in nudges),
            notices=self._notices(table),
            prints=self._prints(table),
            renamed_from=table["renamed_from"].ids("renamed_from")
            if "renamed_from" in table
            else (),
            source=table["id"].source,
        )

    def _deadline(self, item: Item) -> Deadline:
        table = item.table(
            "a deadline", required=_DEADLINE[:1], optional=("notify", "then", *_DEADLINE[1:])
        )
        if item and "escalate_to" not in table:
            item.issue(
                "deadline",
                "nobody hears of it when this deadline is missed",
                fix="Add `escalate_to:` with a role.",
            )
        return Deadline(
            within=read_span(table["within"], "within") if "within" in table else _A_DAY,
            remind=read_span(table["remind"], "remind") if "remind" in table else None,
            escalate_to=table["escalate_to"].one_of(STAFF_ROLES, "escalate_to")
            if "escalate_to" in table
            else "",
            notices=self._notices(table),
            then=table["then"].id("then") if "then" in table else "",
            source=item.source,
        )

    def _duty(self, item: Item) -> Duty:
        table = item.table(
            "a task",
            required=("id", "label", "role", "deadline"),
            optional=("form", "blocking", "when", "done_by"),
        )
        return Duty(
            id=table["id"].id("a task id"),
            label=read_label(table["label"], "label"),
            role=table["role"].one_of(STAFF_ROLES, "role") if "role" in table else "",
            form=read_form(table["form"], environment=self._environment) if "form" in table else (),
            deadline=self._deadline(table["deadline"]),
            blocking=table["blocking"].flag("blocking") if "blocking" in table else True,
            when=self._guard(table, "when"),
            done_by=table["done_by"].id("done_by") if "done_by" in table else "",
            source=item.source,
        )

    def _nudge(self, item: Item) -> Nudge:
        table = item.table("a nudge", required=("after", "phrase"), optional=("when",))
        return Nudge(after=read_span(table["after"], "after"), notice=self._notice(table, item))

    def _actions(self, table: Table, *, by: tuple[str, ...]) -> tuple[Action, ...]:
        if "actions" not in table:
            return ()
        self._unique(table["actions"], "action")
        return tuple(self._action(one, by=by) for one in table["actions"].items("actions"))

    def _action(self, item: Item, *, by: tuple[str, ...]) -> Action:
        table = item.table("an action", required=("id", "label"), optional=_ACTION)
        if not by and "by" not in table:
            item.issue("missing_key", "an action for every stage has no `by`", fix="Add `by:`.")
        needs = table["needs"].items("needs") if "needs" in table else []
        lines = table["lines"].items("lines") if "lines" in table else []
        return Action(
            id=table["id"].id("an action id"),
            label=read_label(table["label"], "label"),
            by=read_roles(table["by"], "by") if "by" in table else by,
            form=read_form(table["form"], environment=self._environment) if "form" in table else (),
            when=self._guard(table, "when"),
            needs=tuple(self._need(one) for one in needs),
            verb=cast("Verb", table["do"].one_of(_VERBS, "do")) if "do" in table else "",
            lines=tuple(self._lines(one) for one in lines),
            approval=self._named(table["approval"], "chain") if "approval" in table else "",
            to=self._branches(table["to"]) if "to" in table else (),
            keeps_deadline=table["keeps_deadline"].flag("keeps_deadline")
            if "keeps_deadline" in table
            else False,
            ends=table["ends"].one_of(_ENDS, "ends") if "ends" in table else "",  # type: ignore[arg-type]  # one of these
            notices=self._notices(table),
            prints=self._prints(table),
            source=table["id"].source,
        )

    def _need(self, item: Item) -> Need:
        table = item.table("a need", required=("test", "missing"))
        return Need(
            test=guard(table["test"].text("test"), self._environment),
            missing=read_label(table["missing"], "missing"),
            source=item.source,
        )

    def _lines(self, item: Item) -> LineUpdate:
        table = item.table("an update of lines", required=("set",), optional=("choose", "of"))
        sets = table["set"].entries("set") if "set" in table else {}
        return LineUpdate(
            chosen_by=table["choose"].id("choose") if "choose" in table else "",
            of=self._guard(table, "of"),
            sets={axis: value.text(axis) for axis, (_, value) in sets.items()},
            source=item.source,
        )

    def _branches(self, item: Item) -> tuple[Branch, ...]:
        if not item.is_list:
            return (Branch(stage=item.id("to"), source=item.source),)
        branches = []
        for one in item.items("to"):
            table = one.table("a way", required=("stage",), optional=("when",))
            branches.append(
                Branch(
                    stage=table["stage"].id("stage"),
                    when=self._guard(table, "when"),
                    source=table["stage"].source,
                )
            )
        return tuple(branches)

    def _notices(self, table: Table) -> tuple[Notice, ...]:
        if "notify" not in table:
            return ()
        return tuple(
            self._notice(
                one.table("a notice", required=("phrase",), optional=("when", "photos")), one
            )
            if one.is_map
            else Notice(phrase=self._named(one, "phrase"), source=one.source)
            for one in table["notify"].items("notify")
        )

    def _notice(self, table: Table, item: Item) -> Notice:
        return Notice(
            phrase=self._named(table["phrase"], "phrase"),
            when=self._guard(table, "when"),
            photos=table["photos"].text("photos") if "photos" in table else "",
            source=item.source,
        )

    def _prints(self, table: Table) -> tuple[Print, ...]:
        prints = []
        for one in table["print"].items("print") if "print" in table else ():
            row = one.table("a print", required=("form",), optional=("phrase", "when"))
            prints.append(
                Print(
                    form=self._named(row["form"], "document"),
                    phrase=self._named(row["phrase"], "phrase") if "phrase" in row else "",
                    when=self._guard(row, "when"),
                    source=one.source,
                )
            )
        return tuple(prints)

    def _cancel(self, item: Item) -> Cancel:
        table = item.table("cancel", required=("by",), optional=("when", "notify"))
        return Cancel(
            by=read_roles(table["by"], "by") if "by" in table else (),
            when=self._guard(table, "when"),
            notices=self._notices(table),
        )

    def _reopen(self, item: Item) -> Reopen:
        table = item.table("reopen", required=("by", "to"), optional=("notify",))
        return Reopen(
            by=read_roles(table["by"], "by") if "by" in table else (),
            to=self._branches(table["to"]) if "to" in table else (),
            notices=self._notices(table),
        )

    def _guard(self, table: Table, key: str) -> Guard | None:
        return guard(table[key].text(key), self._environment) if key in table else None

    def _named(self, item: Item, kind: str) -> str:
        name = item.text(f"a {kind} name")
        if name:
            self._folder.references.append(Reference(kind, name, item.source))
        return name

    @staticmethod
    def _unique(item: Item, what: str) -> None:
        seen: set[str] = set()
        for one in item.items(what) if item else ():
            name = one.peek("id").text("id") if one.peek("id") else ""
            if name and name in seen:
                one.peek("id").issue(
                    "duplicate_id", f"{what} `{name}` stands twice", fix="Choose another id."
                )
            seen.add(name)
