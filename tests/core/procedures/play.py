"""Playing a case through its procedure with everybody who has a part in it, without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.book import Book
from bot.core.cases import Case, CaseChange, CaseLine, amend, rebuild
from bot.core.clocks.task import Task
from bot.core.document import Data, misfits, missing
from bot.core.effects import (
    AmendCase,
    ClearTimer,
    CloseTask,
    Effect,
    KeepDocument,
    OpenCase,
    OpenTask,
    Say,
    SendDocument,
    SetTimer,
)
from bot.core.procedures.acting import act
from bot.core.procedures.actor import SYSTEM_ACTOR, Actor, staff_actor
from bot.core.procedures.lateness import came_due
from bot.core.procedures.making import Making
from bot.core.procedures.migrating import migrate
from bot.core.procedures.offering import Offered, offered
from bot.core.procedures.opening import begin
from bot.core.staff import STAFF_ROLES, StaffMember

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""
NUMBER = "RT-20261123-0007"
DEALER = Actor(kind="dealer", id="m1", name="林小满")
CUSTOMER = Actor(kind="customer", id="1", name="王先生")

Lines = tuple[CaseLine, ...]
ONE_LINE = (CaseLine(part="controller", model="TDR-12", quantity=3, said="进水"),)


class Office:
    """One colleague for each role, called by its name."""

    def __init__(self) -> None:
        self.members = {
            role: StaffMember(id=f"s-{role}", login=role, name=role, roles=(role,), on_duty=True)
            for role in STAFF_ROLES
        }

    def staff(self, staff_id: str) -> StaffMember | None:
        return next((one for one in self.members.values() if one.id == staff_id), None)

    def staff_with(self, role: str) -> tuple[StaffMember, ...]:
        return tuple(one for one in self.members.values() if role in one.roles)

    def change(self, role: str, **fields: object) -> None:
        self.members[role] = replace(self.members[role], **fields)

    def actor(self, name: str) -> Actor:
        named = {"dealer": DEALER, "customer": CUSTOMER, "system": SYSTEM_ACTOR}
        return named.get(name) or staff_actor(self.members[name])


class Play:
    """A case and everything that became of it."""

    def __init__(
        self,
        book: Book,
        procedure: str,
        lines: Lines = ONE_LINE,
        *,
        dealer: str = "",
        pack: str = "ebike",
    ) -> None:
        self.pack = book.packs[pack]
        self.office = Office()
        self.at = MONDAY
        self.effects: list[Effect] = []
        self.last: tuple[Effect, ...] = ()
        self.stops: list[str] = []
        draft = Case(
            number=NUMBER,
            procedure=procedure,
            stage="",
            conversation="test:1",
            opened_at=MONDAY,
            lines=lines,
            dealer=dealer,
            contact=(("name", "示范车行"), ("phone", "555-0133"), ("address", "样例路 555 号")),
        )
        agent = self.office.actor("agent")
        self.opened, effects = begin(self.pack, draft, actor=agent, people=self.office, at=self.at)
        self.case = self.opened
        self._keep(effects)

    @property
    def stage(self) -> str:
        return self.case.stage

    def do(self, who: str, action: str, **values: str) -> "Play":
        """Make a move that must succeed."""
        self.try_(who, action, **values)
        assert self.stops == [], f"{who} {action}: {self.stops}"
        return self

    def try_(self, who: str, action: str, **values: str) -> list[str]:
        """Make a move; returns why not."""
        m = self.making(who)
        migrate(m)
        act(m, action, values)
        self.stops = m.stops
        if not m.stops:
            self._keep(tuple(m.effects))
        return m.stops

    def sign(self, *roles: str) -> "Play":
        """Have the only request signed by these, one after another."""
        for role in roles:
            self.do(role, f"approve:{self.case.pending[0].id}")
        return self

    def wait(self, **span: float) -> "Play":
        """Let time pass; timers of the case fire in order."""
        self.at += timedelta(**span)
        for name, due in sorted(self.timers.items(), key=lambda one: one[1]):
            if due <= self.at and name.startswith("case:"):
                m = self.making("system")
                came_due(m, name)
                self._keep((ClearTimer(name), *m.effects))
        return self

    def making(self, who: str, *, lang: str = "zh-CN") -> Making:
        return Making(
            self.pack,
            self.pack.procedures[self.case.procedure],
            self.case,
            actor=self.office.actor(who),
            people=self.office,
            at=self.at,
            lang=lang,
        )

    def offers(self, who: str) -> tuple[Offered, ...]:
        fresh: Callable[[], Making] = lambda: self.making(who)  # noqa: E731 - a maker of fresh tables
        return offered(fresh)

    def can(self, who: str) -> set[str]:
        return {one.id for one in self.offers(who) if not one.why_not}

    @property
    def changes(self) -> tuple[CaseChange, ...]:
        return tuple(one.change for one in self.effects if isinstance(one, AmendCase))

    @property
    def said(self) -> list[str]:
        return [one.text for one in self.last if isinstance(one, Say | SendDocument)]

    @property
    def printed(self) -> list[str]:
        return [one.form for one in self.effects if isinstance(one, KeepDocument | SendDocument)]

    def paper(self, form: str) -> Data:
        """Return what the last form of that name was filled with."""
        papers = (one for one in self.effects if isinstance(one, KeepDocument | SendDocument))
        return [one.data for one in papers if one.form == form][-1]

    @property
    def tasks(self) -> dict[str, Task]:
        found: dict[str, Task] = {}
        for effect in self.effects:
            match effect:
                case OpenTask(task):
                    found.setdefault(task.id, task)
                case CloseTask(id=id_):
                    found.pop(id_, None)
        return found

    @property
    def timers(self) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for effect in self.effects:
            match effect:
                case SetTimer(name, at):
                    found[name] = at
                case ClearTimer(name):
                    found.pop(name, None)
        return found

    def _keep(self, effects: tuple[Effect, ...]) -> None:
        self.last = effects
        for effect in effects:
            if isinstance(effect, KeepDocument | SendDocument):
                form = self.pack.documents[effect.form]
                assert (missing(form, effect.data), misfits(form, effect.data)) == ((), ())
        self.effects += effects
        for effect in effects:
            match effect:
                case OpenCase(case):
                    self.case = case
                case AmendCase(change=change):
                    self.case = amend(self.case, change)
        assert rebuild(self.opened, self.changes) == self.case
