"""Procedures: the life of a case as a manager wrote it, loaded and checked (R1-R19, design §6).

A stage belongs to a role and offers actions; an action has a form, guards that name what is missing,
updates of the lines, signatures, and the stage it leads to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.forms import Form
from bot.core.script import Guard, Source
from bot.core.spans import Span

CONTACT_ROLES = ("customer", "dealer")
"""Who a case belongs to; everybody else who acts is staff, or `system` for a deadline."""
SYSTEM = "system"
Labels = Mapping[str, str]
Verb = Literal["", "receive", "send_in", "send_back", "trace", "found", "quote", "settle"]
"""What an action does beyond its line updates; see `core.procedures.verbs`."""
AXES = ("logistics", "verdict", "decision", "money", "liability")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Where an action leads: the first branch whose guard holds; none: the case stays."""

    stage: str
    when: Guard | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that must hold before an action; `missing` says what is missing when it does not."""

    test: Guard
    missing: Labels
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A phrase said to the case's contact."""

    phrase: str
    when: Guard | None = None
    photos: str = ""
    """Field of the form whose pictures go with it."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A form that is filled in: given to the contact under a phrase, or laid with the case."""

    form: str
    phrase: str = ""
    """Said with it to the contact; empty: it is only laid with the case."""
    when: Guard | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when a stage or duty is done, who is reminded before, and who hears of it when it is late."""

    within: Span
    remind: Span | None = None
    """How long before; by the wall clock."""
    escalate_to: str = ""
    notices: tuple[Notice, ...] = ()
    """Said to the contact when it is missed."""
    then: str = ""
    """Action the system takes when it is missed; empty: none."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """Said to the contact when nothing has happened for a while, such as a parcel not sent."""

    after: Span
    notice: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUpdate:
    """What an action sets on lines; a value may be `{field}`, filled with the form's."""

    chosen_by: str = ""
    """The form's field of kind `lines` that chooses them; empty: all that `of` lets in."""
    of: Guard | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    """Axis → value."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature of a chain, wanted when its guard holds (a threshold of policy)."""

    role: str = ""
    person: str = ""
    """Login of one named person."""
    when: Guard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Whose signatures an action needs (R2, R9, R19), from `policies/approvals.yaml`."""

    id: str
    name: Labels
    steps: tuple[Signature, ...]
    in_order: bool
    within: Span
    remind: Span | None = None
    escalate_to: str = ""
    rule: Labels = field(default_factory=dict)
    """Why these signatures are wanted, for those who sign; empty: its name says enough."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something somebody may do in a stage."""

    id: str
    label: Labels
    by: tuple[str, ...]
    """Roles, `dealer` and `customer` among them; any one of them."""
    form: Form = ()
    when: Guard | None = None
    """False: it is not offered."""
    needs: tuple[Need, ...] = ()
    verb: Verb = ""
    lines: tuple[LineUpdate, ...] = ()
    approval: str = ""
    """Chain whose signatures it needs; empty: none."""
    to: tuple[Branch, ...] = ()
    keeps_deadline: bool = False
    """Whether the stage it leads to has until the deadline of the stage it leaves, as rework has (R12)."""
    ends: Literal["", "done", "cancelled"] = ""
    notices: tuple[Notice, ...] = ()
    prints: tuple[Print, ...] = ()
    source: Source

    @property
    def line_field(self) -> str:
        """The field that chooses lines, empty when the action is about the whole case."""
        return next((one.id for one in self.form if one.kind == "lines"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A parallel task of a stage: somebody else's part, done beside it."""

    id: str
    label: Labels
    role: str
    form: Form = ()
    deadline: Deadline
    blocking: bool = True
    """Whether the stage can only be left when it is done."""
    when: Guard | None = None
    done_by: str = ""
    """Action that does it, such as the one that notes a payment; empty: its own form."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a procedure."""

    id: str
    name: Labels
    owner: str
    """Role whose turn it is, `dealer` and `customer` among them."""
    deadline: Deadline
    actions: tuple[Action, ...]
    duties: tuple[Duty, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    notices: tuple[Notice, ...] = ()
    """Said to the contact on entering."""
    prints: tuple[Print, ...] = ()
    renamed_from: tuple[str, ...] = ()
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Who may call a case off, and what the contact hears."""

    by: tuple[str, ...]
    when: Guard | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Who may open an ended case again, and in which stage it goes on."""

    by: tuple[str, ...]
    to: tuple[Branch, ...]
    """The first whose guard holds; none: the last."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The life of one kind of case; `digest` changes when anything in it changes."""

    id: str
    name: Labels
    purpose: str
    rules: tuple[str, ...]
    """Which of R1-R19 it implements."""
    opens: tuple[str, ...]
    """Roles that may open such a case by hand; conversations and other procedures open it too."""
    stages: tuple[Stage, ...]
    """The first is where a case begins."""
    actions: tuple[Action, ...] = ()
    """Offered in every stage."""
    cancel: Cancel
    reopen: Reopen
    digest: str
    source: Source
    index: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Stage id → position."""

    def stage(self, stage_id: str) -> Stage | None:
        """Return the stage of that id, or None when the procedure has none."""
        position = self.index.get(stage_id)
        return None if position is None else self.stages[position]

    def present(self, stage_id: str) -> Stage | None:
        """Return the stage of that id, or the one that was called so; None when it is gone.

        A case goes over to an edited procedure at its next move; until then it is read so.
        """
        return self.stage(stage_id) or self.stage(self.moved(stage_id) or "")

    def moved(self, stage_id: str) -> str | None:
        """Return the stage that says it was called so, or None."""
        return next((one.id for one in self.stages if stage_id in one.renamed_from), None)
