"""A case is pinned to the version of its procedure; when that was edited, the move is declared and noted.

The stage goes on under its new name, else where it is; a stage that is gone sends the case back to the
procedure's first, so that no signature is ever skipped.
"""

from dataclasses import replace

from bot.core.cases import CaseChange
from bot.core.procedures.making import Making
from bot.core.procedures.moving import close_signatures
from bot.core.procedures.stages import deadline_of, enter


def migrate(m: Making) -> None:
    """Bring a case to the procedure as it is now; nothing happens when it is pinned to it."""
    if m.case.version == m.procedure.digest:
        return
    stage = m.case.stage
    here = m.procedure.stage(stage)
    if here is not None or m.case.ended:
        m.change(_note(m, "same_stage" if m.case.version else "pinned"))
        return
    renamed = m.procedure.moved(stage)
    target = renamed or m.procedure.stages[0].id
    there = m.procedure.stage(target)
    if there is None:
        raise LookupError(f"procedure {m.procedure.id} has no stage {target}")
    if not renamed:
        close_signatures(m)
    m.change(
        replace(
            _note(m, "stage_renamed" if renamed else "stage_gone"),
            was=stage,
            stage=target,
            pending=() if not renamed else None,
            due_at=m.case.due_at if renamed else deadline_of(m, there.deadline),
        )
    )
    enter(m, quietly=True)


def _note(m: Making, why: str) -> CaseChange:
    return m.new(what="migrated", rule=m.procedure.id, version=m.procedure.digest, why=why, said=())
