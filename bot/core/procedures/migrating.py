"""A case is pinned to the version of its procedure; when that was edited, the move is declared and noted.

The stage goes on under its new name with all it had open, else where it is; a stage that is gone sends
the case back to the procedure's first, so that no signature is ever skipped.
"""

from dataclasses import replace
from typing import Literal

from bot.core.cases import Case, CaseChange
from bot.core.effects import ClearTimer, CloseTask
from bot.core.procedures.making import Making
from bot.core.procedures.moving import close_signatures
from bot.core.procedures.procedure import Procedure
from bot.core.procedures.stages import (
    deadline_of,
    due_name,
    enter,
    late_task_id,
    stage_task_id,
)

CaseFate = Literal["unchanged", "pinned", "same_stage", "stage_renamed", "stage_gone"]
"""What an edited procedure means for a case."""


def fate(procedure: Procedure, case: Case) -> CaseFate:
    """Return what the procedure as it is now means for a case at its next move."""
    if case.version == procedure.digest:
        return "unchanged"
    if procedure.stage(case.stage) is not None or case.ended:
        return "same_stage" if case.version else "pinned"
    return "stage_renamed" if procedure.moved(case.stage) else "stage_gone"


def migrate(m: Making) -> None:
    """Bring a case to the procedure as it is now; nothing happens when it is pinned to it."""
    becomes = fate(m.procedure, m.case)
    if becomes == "unchanged":
        return
    if becomes in ("pinned", "same_stage"):
        m.change(_note(m, becomes))
        return
    renamed = m.procedure.moved(m.case.stage)
    if renamed is not None:
        m.change(replace(_note(m, becomes), was=m.case.stage, stage=renamed))
        return
    first = m.procedure.stages[0]
    close_signatures(m)
    _close(m)
    m.change(
        replace(
            _note(m, becomes),
            was=m.case.stage,
            stage=first.id,
            pending=(),
            due_at=deadline_of(m, first.deadline),
        )
    )
    enter(m, quietly=True)


def _close(m: Making) -> None:
    """Close what the stage that is gone had open."""
    number, visit, by = m.case.number, m.case.visit, m.actor.id or m.actor.kind
    m.effects += (
        ClearTimer(due_name(number, visit)),
        CloseTask(id=stage_task_id(number, visit), by=by, state="cancelled"),
        CloseTask(id=late_task_id(number, visit), by=by, state="cancelled"),
    )


def _note(m: Making, why: CaseFate) -> CaseChange:
    return m.new(what="migrated", rule=m.procedure.id, version=m.procedure.digest, why=why, said=())
