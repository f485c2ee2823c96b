"""Opening a case: it enters the first stage of its procedure, pinned to the procedure's version."""

from dataclasses import replace
from datetime import datetime

from bot.core.book import Pack
from bot.core.cases import Case
from bot.core.effects import Effect, OpenCase
from bot.core.procedures.actor import Actor, People
from bot.core.procedures.making import Making
from bot.core.procedures.stages import deadline_of, enter
from bot.core.say import FALLBACK_LANGUAGE


def begin(
    pack: Pack,
    case: Case,
    *,
    actor: Actor,
    people: People,
    at: datetime,
    lang: str = FALLBACK_LANGUAGE,
    quietly: bool = False,
) -> tuple[Case, tuple[Effect, ...]]:
    """Return the case as it is registered and everything that follows from it, `OpenCase` first.

    `case.stage` is filled in here. `quietly`: a conversation opens it and says itself what comes
    next. A pack without the procedure registers the case as it is, for people to look after.
    """
    procedure = pack.procedures.get(case.procedure)
    if procedure is None:
        return case, (OpenCase(case),)
    first = procedure.stages[0]
    opened = replace(case, stage=first.id, version=procedure.digest, entered_at=at)
    m = Making(pack, procedure, opened, actor=actor, people=people, at=at, contact_lang=lang)
    m.case = replace(opened, due_at=deadline_of(m, first.deadline))
    m.effects.append(OpenCase(m.case))
    enter(m, quietly=quietly)
    return m.case, tuple(m.effects)
