"""What is owed on a case, in the reader's language and with the move that does it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.core.cases import Case
from bot.core.clocks.task import Task
from bot.core.procedures.acting import DUTY
from bot.core.procedures.moving import signature_task_id
from bot.core.procedures.procedure import Duty, Procedure
from bot.core.procedures.stages import duty_task_id, stage_task_id
from bot.core.say import in_language
from bot.desk.cases.naming import Names
from bot.desk.cases.pictures import TaskCard
from bot.desk.cases.requests import action_name


def owed(names: Names, case: Case, tasks: Iterable[Task], now: datetime) -> Iterator[TaskCard]:
    """Yield the tasks of a case."""
    duties = dict(_duties(names.pack.procedures.get(case.procedure), case))
    titles = {
        stage_task_id(case.number, case.visit): names.stage(case, case.stage),
        **{id_: in_language(duty.label, names.lang) for id_, duty in duties.items()},
        **dict(_signatures(names, case)),
    }
    for task in tasks:
        duty = duties.get(task.id)
        yield TaskCard(
            id=task.id,
            kind=task.kind,
            title=titles.get(task.id) or task.title.removeprefix(case.number).strip(" :"),
            role=task.role,
            assignee=task.assignee,
            due_at=task.due_at,
            overdue=task.is_overdue(now),
            action=(duty.done_by or f"{DUTY}{duty.id}") if duty else "",
        )


def _duties(procedure: Procedure | None, case: Case) -> Iterator[tuple[str, Duty]]:
    """Yield the parallel tasks of this stay and those carried from earlier ones, by the task's id."""
    for duty in _of_stage(procedure, case.stage):
        yield duty_task_id(case.number, case.visit, duty.id), duty
    for one in case.carried:
        for duty in _of_stage(procedure, one.stage):
            if duty.id == one.duty:
                yield duty_task_id(case.number, one.visit, duty.id), duty


def _of_stage(procedure: Procedure | None, stage_id: str) -> tuple[Duty, ...]:
    stage = procedure.present(stage_id) if procedure else None
    return stage.duties if stage else ()


def _signatures(names: Names, case: Case) -> Iterator[tuple[str, str]]:
    words, asked = names.word("case.what_of_action"), names.word("case.what_asked")
    for pending in case.pending:
        title = words.format(what=asked, action=action_name(names, case, pending.action))
        for step in range(len(pending.steps)):
            yield signature_task_id(case.number, pending.id, step), title
