"""The clocks of a conversation, computed from its marks and its sheet (R4, R8).

Nothing about a clock is stored: whoever looks computes it anew, so that a restart, a changed rule
or a changed holiday shows at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.core.calendar import Calendar, add_working_time, after, working_time
from bot.core.clocks.marks import PROMISED, Mark
from bot.core.clocks.sheet import ClockKind, Sheet, Target

ClockState = Literal["running", "paused", "met", "late", "broken"]
"""`late`: met after it was due. `broken`: due and not met yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One thing owed, from when and until when; times are aware UTC."""

    kind: ClockKind
    target: Target
    started_at: datetime
    state: ClockState
    due_at: datetime
    """While it is paused: as if it went on this moment."""
    warn_at: datetime
    """When somebody is warned; the same as `due_at` when nobody is."""
    met_at: datetime | None = None
    paused_since: datetime | None = None
    always: bool = False
    """Counted 7×24×365 instead of on the working calendar."""

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.met_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """All clocks of a conversation."""

    sheet: str = ""
    """Id of the sheet that holds; empty when none does."""
    clocks: tuple[Clock, ...] = ()
    """In the order they started, those of earlier stretches too."""

    @property
    def open(self) -> tuple[Clock, ...]:
        """Those still owed, the most pressing first; paused ones last."""
        owed = (clock for clock in self.clocks if clock.is_open)
        return tuple(sorted(owed, key=lambda clock: (clock.state == "paused", clock.due_at)))

    @property
    def worst(self) -> Clock | None:
        """The one a list shows: the most pressing; None when nothing is owed."""
        return next(iter(self.open), None)


def compute(
    marks: Iterable[Mark],
    sheet: Sheet | None,
    calendar: Calendar,
    now: datetime,
    *,
    only_owed: bool = False,
) -> Clocks:
    """Return the clocks as they stand at `now`; `calendar` is the company's working calendar.

    `only_owed` leaves out those that are met, for lists.
    """
    if sheet is None:
        return Clocks()
    counted = replace(calendar, always=True) if sheet.always else calendar
    runner = _Runner(sheet)
    for mark in marks:
        if mark.at <= now:
            runner.take(mark)
    return Clocks(
        sheet=sheet.id,
        clocks=tuple(
            _stand(lap, counted, now) for lap in runner.laps if lap.met is None or not only_owed
        ),
    )


def next_look(clocks: Clocks, now: datetime) -> datetime | None:
    """Return when a clock is next to be looked at: a warning or a breach still to come."""
    moments = (
        moment
        for clock in clocks.open
        if clock.state == "running"
        for moment in (clock.warn_at, clock.due_at)
    )
    return min((moment for moment in moments if moment > now), default=None)


@dataclass(slots=True)
class _Lap:
    kind: ClockKind
    target: Target
    start: datetime
    met: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    paused: datetime | None = None


class _Runner:
    """Takes marks one after another and keeps which clocks run."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.laps: list[_Lap] = []
        self._open: dict[ClockKind, _Lap] = {}
        self._wanted = False
        """A person is or was to come and has not handed back yet."""
        self._cases: set[str] = set()

    def take(self, mark: Mark) -> None:
        """Move the clocks by one mark."""
        match mark.kind:
            case "wanted":
                if not self._wanted:
                    self._wanted = True
                    self._begin(mark.at)
            case "case":
                if self._sheet.from_case:
                    self._cases.add(mark.about)
                    self._begin(mark.at)
            case "customer":
                self._go_on(mark.at)
                if "first_response" not in self._open and "next_response" not in self._open:
                    self._start("next_response", mark.at)
            case "staff" | "worked":
                self._meet(mark.at, "first_response", "next_response")
                if mark.kind == "staff" and mark.about != PROMISED:
                    self._pause(mark.at)
            case "arrived":
                self._meet(mark.at, "first_response", "next_response", "on_site")
                self._go_on(mark.at)
            case "case_done":
                self._cases.discard(mark.about)
                self._end(mark.at)
            case "returned" | "closed":
                self._wanted = False
                self._end(mark.at)

    def _begin(self, at: datetime) -> None:
        for kind in ("first_response", "on_site", "resolution"):
            self._start(kind, at)

    def _end(self, at: datetime) -> None:
        if not self._wanted and not self._cases:
            self._meet(at, *tuple(self._open))
        elif not self._wanted:
            self._meet(at, "next_response")

    def _start(self, kind: ClockKind, at: datetime) -> None:
        target = self._sheet.targets.get(kind)
        if target is not None and kind not in self._open:
            self._open[kind] = _Lap(kind, target, at)
            self.laps.append(self._open[kind])

    def _meet(self, at: datetime, *kinds: ClockKind) -> None:
        for kind in kinds:
            lap = self._open.pop(kind, None)
            if lap is not None:
                _resume(lap, at)
                lap.met = at

    def _pause(self, at: datetime) -> None:
        lap = self._open.get("resolution")
        if lap is not None and lap.paused is None:
            lap.paused = at

    def _go_on(self, at: datetime) -> None:
        lap = self._open.get("resolution")
        if lap is not None:
            _resume(lap, at)


def _resume(lap: _Lap, at: datetime) -> None:
    if lap.paused is not None:
        lap.pauses.append((lap.paused, at))
        lap.paused = None


def _stand(lap: _Lap, calendar: Calendar, now: datetime) -> Clock:
    pauses = [*lap.pauses, (lap.paused, now)] if lap.paused is not None else lap.pauses
    due = _due(lap, pauses, calendar)
    warn = lap.target.warn.fixed if lap.target.warn is not None else None
    return Clock(
        kind=lap.kind,
        target=lap.target,
        started_at=lap.start,
        state=_state(lap, due, now),
        due_at=due,
        warn_at=due if warn is None else max(lap.start, due - warn),
        met_at=lap.met,
        paused_since=lap.paused,
        always=calendar.always,
    )


def _state(lap: _Lap, due: datetime, now: datetime) -> ClockState:
    if lap.met is not None:
        return "met" if lap.met <= due else "late"
    if lap.paused is not None:
        return "paused" if lap.paused <= due else "broken"
    return "running" if now < due else "broken"


def _due(lap: _Lap, pauses: Iterable[tuple[datetime, datetime]], calendar: Calendar) -> datetime:
    """Return the end of a span moved by its pauses, counted as the span itself is counted."""
    due = after(calendar, lap.start, lap.target.within)
    by_clock = lap.target.within.fixed is not None
    for start, end in pauses:
        if start >= due:  # it was over before anybody waited for the customer
            break
        if by_clock:
            due += end - start
        else:
            due = add_working_time(calendar, due, working_time(calendar, start, end))
    return due
