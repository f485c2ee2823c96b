"""What a procedure says to the contact of a case, and where."""

from collections.abc import Iterator

from bot.core.procedures.procedure import Action, Print, Procedure
from bot.core.script import Source


def spoken_by(procedure: Procedure) -> Iterator[tuple[str, Source]]:
    """Yield the phrases a procedure says to a contact, with their places."""
    notices = [*procedure.cancel.notices, *procedure.reopen.notices]
    prints: list[Print] = []
    for stage in procedure.stages:
        notices += [*stage.notices, *stage.deadline.notices, *(n.notice for n in stage.nudges)]
        notices += [notice for duty in stage.duties for notice in duty.deadline.notices]
        prints += stage.prints
    for action in actions_of(procedure):
        notices += action.notices
        prints += action.prints
    yield from ((one.phrase, one.source) for one in notices if one.phrase)
    yield from ((one.phrase, one.source) for one in prints if one.phrase)


def actions_of(procedure: Procedure) -> Iterator[Action]:
    """Yield every action, those of every stage first."""
    yield from procedure.actions
    for stage in procedure.stages:
        yield from stage.actions
