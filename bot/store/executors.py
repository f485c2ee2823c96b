"""Which workers are alive: a row with a lease each."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from bot.store.statements import insert_or_update
from bot.store.tables import Executor, table

_EXECUTOR = table(Executor)


def renew_executor(tx: Connection, *, executor: str, until: datetime) -> None:
    """Say that a worker lives, at least until then."""
    tx.execute(insert_or_update(tx, _EXECUTOR, change=["until"]), {"id": executor, "until": until})


def is_alive(tx: Connection, *, executor: str, now: datetime) -> bool:
    """Tell whether a worker's lease still runs.

    Ask after the row it claimed is locked, in a statement of its own: a join would show the
    executors of before the wait for that lock.
    """
    lease = select(_EXECUTOR.c.id).where(_EXECUTOR.c.id == executor, _EXECUTOR.c.until >= now)
    return tx.execute(lease).first() is not None


def latest_lease(tx: Connection) -> datetime | None:
    """Return until when the liveliest worker is taken to be alive; None when there never was one."""
    return tx.execute(select(func.max(_EXECUTOR.c.until))).scalar()


def dead_executors(tx: Connection, *, now: datetime) -> tuple[str, ...]:
    """Return the workers whose lease ran out."""
    return tuple(tx.execute(select(_EXECUTOR.c.id).where(_EXECUTOR.c.until < now)).scalars())


def retire_executor(tx: Connection, *, executor: str, now: datetime) -> None:
    """Let go of everything at once; the row stays, run out, for whoever looks after what is left."""
    renew_executor(tx, executor=executor, until=now - timedelta(seconds=1))


def remove_executor(tx: Connection, *, executor: str) -> None:
    """Forget a worker."""
    tx.execute(delete(_EXECUTOR).where(_EXECUTOR.c.id == executor))
