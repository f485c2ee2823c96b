"""Everything said beside the matter: answered in a line, without losing the place."""

from collections.abc import Sequence

from bot.core.cases import Case, display_status
from bot.core.engine.anger import fault_beneath, repaired_in_vain
from bot.core.engine.complaint import note_in_case
from bot.core.engine.correct import take_back
from bot.core.engine.membership import profile_told, wants_in, wants_out
from bot.core.engine.offers import offer, repeat
from bot.core.engine.register import amend_contact
from bot.core.engine.talk import Talk
from bot.core.engine.walk import hand_off, run, to_person
from bot.core.intents import Intent
from bot.core.say import in_language
from bot.core.state import BOT, QUEUE, Offer

_SHOWN_CASES = 5
_WISH = 60  # characters kept of what a customer wants done
DANGER_PREFIX = "danger."
_GIVEN_UP_EASILY = ("wanted", "not_understood", "asked_in_vain", "needs_technician", "book_loop")
"""Why a customer may be waiting who is free to wait no longer; danger, fraud and threats are not left."""


def aside(talk: Talk, intent: Intent, *, also: Sequence[Intent] = ()) -> None:  # noqa: C901, PLR0912 - one case an act
    """Answer an aside and come back to the open question."""
    match intent.act:
        case "human":
            wanted(talk)
        case "cancel":
            cancel(talk)
        case "restart":
            restart(talk)
        case "fraud":
            hand_off(talk, "fraud", priority="urgent", about=talk.said)
            talk.change(said=talk.state.said or talk.said)
            talk.tell(intent.reply, rule="fraud")
            repeat(talk)
        case "insult":
            insult(talk, intent)
        case "thanks" | "goodbye":
            farewell(talk, intent)
        case "wait":
            talk.tell(intent.reply, rule="wait")
        case "correct":
            take_back(talk)
        case "status":
            status(talk, None)
            repeat(talk)
        case "skip" | "language" | "both" | "told" | "first" | "complaint":
            repeat(talk)
        case "invite":
            wants_in(talk, talk.said, reply=intent.reply)
            repeat(talk)
        case "leave":
            wants_out(talk)
        case "profile":
            profile_told(talk)
            repeat(talk)
        case "wish":
            wish(talk, intent)
        case "solved":
            solved(talk)
        case "worry" if talk.state.warned:
            talk.tell("danger.still", rule="worry")
            repeat(talk)
        case "small_talk" | "digress" | "worry" | "vague":
            talk.change(misses=0)
            tell_replies(talk, (intent, *also))
            repeat(talk)


def tell_replies(talk: Talk, asked: Sequence[Intent]) -> None:
    """Answer the questions a message asks, one line each."""
    for question in asked:
        talk.tell(question.reply, rule=question.act)


def wish(talk: Talk, intent: Intent) -> None:
    """Keep what the customer wants done, for whoever decides, and go on finding the cause."""
    talk.learn("wish", talk.said[:_WISH], said=talk.said)
    amend_contact(talk, "told_later")
    talk.tell(intent.reply, rule="wish")
    repeat(talk)


def solved(talk: Talk) -> None:
    """It works again: end what is running, and ask before a promised colleague is called off."""
    if talk.state.owner == QUEUE:
        unqueue(talk, solved=True)
    elif talk.open_case() is not None and note_in_case(talk):
        repeat(talk)
    else:
        talk.change(frames=(), offer=None, symptoms=(), phase="none")
        talk.tell("talk.solved", rule="solved")


def unqueue(talk: Talk, *, solved: bool) -> None:
    """Ask whether the colleague is still needed; a pressing matter stays with them."""
    if talk.state.queued_for not in _GIVEN_UP_EASILY:
        talk.tell("handoff.noted", rule="queued")
        return
    talk.change(frames=())
    offer(talk, Offer("unqueue", 0, ("yes", "no")), "flow.unqueue", rule="unqueue", solved=solved)


def wanted(talk: Talk) -> None:
    """The customer wants a person: no argument, no further question that is not needed."""
    if talk.state.owner == QUEUE and not talk.state.frames:
        still_queued(talk)
        return
    if any(frame.script.startswith(DANGER_PREFIX) for frame in talk.state.frames):
        talk.tell(
            "danger.coming", rule="human"
        )  # called already; the question whether all are safe stays
        repeat(talk)
        return
    to_person(talk, "wanted")
    run(talk)


def still_queued(talk: Talk) -> None:
    """Tell a waiting customer the place in the queue and the time."""
    ahead = talk.records.queue_ahead(talk.event.conversation)
    talk.tell("handoff.still_queued", rule="queued", ahead=ahead)


def cancel(talk: Talk) -> None:
    """Stop what is running; a registered case is only cancelled after a yes."""
    if talk.state.offer is not None:
        talk.change(offer=None)
        if not talk.state.frames:
            talk.tell("flow.cancelled", rule="cancel")
            return
    if talk.state.frames:
        offer(talk, Offer("cancel", 0, ("yes", "no")), "flow.cancel_sure", rule="cancel")
    elif talk.open_case() is not None:
        talk.tell("flow.cancel_case", rule="cancel")
    elif talk.state.owner == QUEUE:
        unqueue(talk, solved=False)
    else:
        talk.tell("flow.nothing_to_cancel", rule="cancel")


def restart(talk: Talk) -> None:
    """Forget what is running and listen afresh; cases and the queue stay."""
    talk.change(
        frames=(),
        offer=None,
        node=None,
        said="",
        symptoms=(),
        done=None,
        phase="none",
        misses=0,
        case=None,
        evidence=(),
    )
    if talk.state.owner == BOT:
        talk.change(warned=())
    talk.tell("flow.fresh", rule="restart")


def insult(talk: Talk, intent: Intent) -> None:
    """Take it calmly once; the second time offer a person."""
    if talk.state.mood in ("furious", "threat") and talk.state.owner == BOT:
        keep_trouble(talk)
        repaired = repaired_in_vain(talk)
        talk.tell("mood.repaired" if repaired else "mood.person", rule="insult", word=repaired)
        to_person(talk, "furious", priority="urgent")
        run(talk)
        return
    talk.tell(intent.reply, rule="insult")
    repeat(talk)


def keep_trouble(talk: Talk) -> None:
    """Keep what an angry message tells of the trouble, so that nobody has to ask again."""
    beneath = fault_beneath(talk)
    if beneath and talk.state.node is None:
        talk.change(node=beneath)
    talk.change(said=talk.state.said or talk.said)


def farewell(talk: Talk, intent: Intent) -> None:
    """Answer thanks and goodbyes; an open question stays open without being pressed."""
    waiting = talk.pending is not None or talk.state.offer is not None
    talk.tell(f"{intent.reply}_waiting" if waiting else intent.reply, rule=intent.act)
    if waiting and intent.act == "thanks":
        repeat(talk)


def status(talk: Talk, number: str | None) -> None:
    """Say how one case stands, or all of them."""
    if number is not None:
        case = talk.records.case(number, talk.event.conversation)
        if case is None:
            talk.tell("status.unknown", rule="status", number=number)
        else:
            _tell_case(talk, case)
        return
    cases = talk.records.cases_of(talk.event.conversation)
    if talk.draft is not None and all(case.number != talk.draft.number for case in cases):
        cases = (talk.draft, *cases)
    if not cases and talk.state.owner == QUEUE:
        still_queued(talk)
    elif not cases:
        talk.tell("status.none", rule="status")
    for case in cases[:_SHOWN_CASES]:
        _tell_case(talk, case)


def _tell_case(talk: Talk, case: Case) -> None:
    names = [talk.pack.nodes[line.node].name for line in case.lines if line.node in talk.pack.nodes]
    faults = [in_language(name, talk.state.lang) for name in names]
    status = display_status(case)
    talk.tell("status.one", rule="status", found=case, faults=faults, status=status)
