"""Take over what a dead worker had begun."""

from datetime import datetime
from itertools import groupby

import structlog
from dbos import DBOS

from bot.store.engines import Store
from bot.store.executors import dead_executors, remove_executor

_log = structlog.get_logger(__name__)


def reap(store: Store, *, now: datetime) -> tuple[str, ...]:
    """Put the workflows of dead workers back into their queues; returns who died.

    Several workers may reap the same one: a workflow put back twice finds its rows done.
    """
    with store.read() as tx:
        dead = dead_executors(tx, now=now)
    for executor in dead:
        left = DBOS.list_workflows(
            status="PENDING", executor_id=executor, load_input=False, load_output=False
        )
        left.sort(key=lambda workflow: workflow.queue_name or "")
        for queue, workflows in groupby(left, key=lambda workflow: workflow.queue_name):
            ids = [workflow.workflow_id for workflow in workflows]
            DBOS.resume_workflows(ids, queue_name=queue)
        # Last, so that a reaper which dies half-way leaves the row for the next one.
        with store.write() as tx:
            remove_executor(tx, executor=executor)
        if left:
            _log.warning("worker_died", executor=executor, workflows=len(left))
    return dead
