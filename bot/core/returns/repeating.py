"""After something in between: the open question about the list, or a line that it is still there."""

from bot.core.engine.talk import Talk
from bot.core.returns.asking import put
from bot.core.returns.sending import ask_waybill
from bot.core.returns.summary import checked_lines


def repeat(talk: Talk) -> None:
    """Come back to what was being asked."""
    draft = talk.state.returning
    if draft is None:
        ask_waybill(talk)
    elif draft.asked is not None:
        if draft.amends:
            talk.tell("dealer.amend_open", rule="return_amend", number=draft.amends)
        put(talk, draft, draft.asked, checked_lines(talk, draft))
    elif draft.amends or draft.stage == "which":
        return
    elif draft.lines:
        talk.tell(
            "dealer.still_here", rule="return_lines", count=len(draft.lines), stage=draft.stage
        )
