"""A case is pinned to the version of its procedure; when that was edited, the move is declared and noted.

The stage goes on under its new name, else where it is; a stage that is gone sends the case back to the
procedure's first, so that no signature is ever skipped.
"""

from dataclasses import replace
from typing import Literal

from bot.core.cases import Case, CaseChange
from bot.core.procedures.making import Making
from bot.core.procedures.moving import close_signatures
from bot.core.procedures.procedure import Procedure
from bot.core.procedures.stages import deadline_of, enter

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
    stage = m.case.stage
    renamed = m.procedure.moved(stage)
    target = renamed or m.procedure.stages[0].id
    there = m.procedure.stage(target)
    if there is None:
        raise LookupError(f"procedure {m.procedure.id} has no stage {target}")
    if renamed is None:
        close_signatures(m)
    m.change(
        replace(
            _note(m, becomes),
            was=stage,
            stage=target,
            pending=() if renamed is None else None,
            due_at=m.case.due_at if renamed else deadline_of(m, there.deadline),
        )
    )
    enter(m, quietly=True)


def _note(m: Making, why: CaseFate) -> CaseChange:
    return m.new(what="migrated", rule=m.procedure.id, version=m.procedure.digest, why=why, said=())
