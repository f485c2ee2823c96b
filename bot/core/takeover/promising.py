"""What a colleague promises by a time becomes a task with a clock (design §7)."""

from bot.core.clocks.promises import promise_in, promise_task
from bot.core.effects import OpenTask
from bot.core.engine.talk import Talk
from bot.core.takeover.stretch import mark


def keep_promise(talk: Talk, text: str, *, instead_of: str = "") -> None:
    """Make a task of what a colleague promised by a time ("明天上午给您回电").

    `instead_of`: what stood there before an edit; the same promise makes no second task.
    """
    promise = promise_in(talk.pack, text, now=talk.now)
    if promise is None:
        return
    before = promise_in(talk.pack, instead_of, now=talk.now) if instead_of else None
    if before is not None and before.due_at == promise.due_at:
        return
    task = promise_task(
        promise,
        conversation=talk.event.conversation,
        case=talk.state.case or "",
        update=talk.event.update_id,
        by=talk.event.sender.id,
        now=talk.now,
    )
    talk.effects.append(OpenTask(task))
    mark(talk, "promised", promise.said)
