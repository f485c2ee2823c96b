"""What can be done about a case, and how it is told that it cannot."""

from collections.abc import Mapping

from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.replies import Reply
from bot.desk import cases
from bot.desk.cases import ActionView, Refused


def moves(asked: Asked, number: str) -> tuple[ActionView, ...]:
    """Return what can be done about a case, what this person can do first."""
    return cases.actions_for(
        asked.desk.store,
        asked.desk.books(),
        number,
        asked.member,
        at=asked.at,
        lang=asked.words.lang,
    )


def why_not(asked: Asked, number: str, reasons: tuple[str, ...]) -> Reply:
    """Return the message that nothing was done, and why."""
    return Reply(text=asked.words("staff.case_refused", number=number, reasons=list(reasons)))


def not_offered(asked: Asked, number: str, wanted: str, given: Mapping[str, str]) -> Answered:
    """Say why a move of the stage cannot be made now, or else what can be done."""
    known = [one.label for one in moves(asked, number) if not one.why_not]
    nothing = asked.say("staff.no_action", wanted=wanted, known=known, number=number)
    if wanted not in _of_the_stage(asked, number):
        return nothing
    said = cases.act(
        asked.desk,
        asked.member,
        number,
        wanted,
        given,
        at=asked.at,
        key=asked.key,
        lang=asked.words.lang,
    )
    if isinstance(said, Refused):
        return asked.done(why_not(asked, number, said.messages))
    return nothing


def _of_the_stage(asked: Asked, number: str) -> frozenset[str]:
    """Return the ids of all actions of the stage a case is in, offered or not."""
    card = cases.case_card(asked.desk.store, asked.desk.books(), number, at=asked.at)
    procedure = asked.words.pack.procedures.get(card.summary.procedure) if card else None
    stage = procedure.present(card.summary.stage) if card and procedure else None
    return frozenset(one.id for one in stage.actions) if stage else frozenset()
