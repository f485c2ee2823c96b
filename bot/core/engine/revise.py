"""A message sent earlier was edited: change what it answered."""

from bot.core.engine.answering import typed_value
from bot.core.engine.buttons import options
from bot.core.engine.correct import correct, correct_fault, question_of
from bot.core.engine.talk import Talk
from bot.core.matching import choose


def edited(talk: Talk, text: str, message_id: str) -> bool:
    """Correct the answer that message gave; False when it gave none."""
    given = next(
        (a for a in reversed(talk.state.answers) if message_id and a.message_id == message_id), None
    )
    if given is None:
        return _complaint_edited(talk, text)
    place = question_of(talk, given.slot)
    if place is None:
        return False
    ask = place[2]
    value = (
        choose(text, options(ask), words=talk.pack.answers).id
        if ask.kind == "choice"
        else typed_value(talk, ask, text)
    )
    if value is None or value == given.value:
        return False
    correct(talk, given.slot, value)
    return True


def _complaint_edited(talk: Talk, text: str) -> bool:
    """The complaint itself was rewritten: change the fault when it now names another."""
    node = talk.state.node
    if node is None or not talk.state.frames:
        return False
    match = talk.pack.matcher.match(text)
    if match.decision != "hit" or match.danger or match.candidates[0].node == node:
        return False
    if match.candidates[0].node not in talk.pack.nodes:
        return False
    talk.match = match
    correct_fault(talk, match.candidates[0].node)
    return True
