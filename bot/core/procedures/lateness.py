"""Timers of cases: a missed deadline is noted, said and climbs; a silent contact is nudged."""

from bot.core.effects import Effect
from bot.core.procedures.acting import act
from bot.core.procedures.making import Making
from bot.core.procedures.procedure import CONTACT_ROLES
from bot.core.procedures.stages import TIMERS, announce, escalation


def case_of(timer: str) -> str:
    """Return the number of the case a timer is of."""
    return timer.removeprefix(TIMERS).partition(":")[0]


def came_due(m: Making, timer: str) -> None:
    """Answer a timer; one set in another stay of the case changes nothing."""
    what, _, visit = timer.removeprefix(f"{TIMERS}{m.case.number}:").partition(":")
    if m.case.ended or visit != str(m.case.visit):
        return
    if what == "due":
        _overdue(m)
    elif what.startswith("nudge"):
        _nudge(m, int(what.removeprefix("nudge")))


def _overdue(m: Making) -> None:
    stage = m.stage
    m.change(m.new(what="overdue", rule=m.rule("deadline"), why=stage.deadline.escalate_to))
    announce(m, stage.deadline.notices)
    if stage.owner in CONTACT_ROLES and stage.deadline.escalate_to:
        m.effects.append(escalation(m, stage))
    if stage.deadline.then:
        act(m, stage.deadline.then, {})
        m.stops.clear()


def _nudge(m: Making, n: int) -> None:
    nudges = m.stage.nudges
    if n < len(nudges):
        before: list[Effect] = list(m.effects)
        m.notify(nudges[n].notice)
        if m.effects != before:
            m.change(m.new(what="reminded", rule=m.rule(f"nudge{n}"), why=nudges[n].notice.phrase))
