"""What somebody is asked to sign, as they read it in a chat: enough to decide it there."""

from bot.channels.staff_talk.asked import Asked
from bot.desk.cases import CaseCard, RequestCard

_LINES = 6
"""Lines of the case that are written out."""


def request_of(card: CaseCard, task: str) -> RequestCard | None:
    """Return the request one of whose signatures a task is for; None when it is settled."""
    return next((one for one in card.requests if task in one.tasks), None)


def request_text(asked: Asked, request: RequestCard, *, who: str = "") -> str:
    """Return a request as part of a message; `who` is whose case it is, where that is not said above."""
    words = asked.words
    return words(
        "staff.request",
        what=request.action_name,
        who=who,
        asker=request.asked_by_name,
        at=request.asked_at,
        why=request.why,
        lines=[
            words.markup(
                "staff.request_line",
                position=one.position,
                title=one.title,
                count=one.quantity,
                judged=list(one.judged),
            )
            for one in request.lines[:_LINES]
        ],
        more=max(len(request.lines) - _LINES, 0),
        asks=[
            (prompt, words.markup("staff.form_photos", count=len(value.splitlines())))
            if kind == "photo"
            else (prompt, value)
            for prompt, value, kind in request.asks
        ],
        rule=request.rule,
        chain=request.chain_name,
        in_order=request.in_order,
        signatures=[
            words.markup(
                "staff.request_signature",
                state=one.state,
                who=one.by_name,
                why=one.why,
            )
            for one in request.signatures
        ],
    )
