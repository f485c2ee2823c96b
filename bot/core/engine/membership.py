"""Coming to a dealership and leaving it: invite codes by link or typed, and what is never taken in a chat (R13)."""

from datetime import datetime
from typing import assert_never

from bot.core.clocks.task import Task, task_id
from bot.core.codes import LINK, is_code, read_code
from bot.core.dealers import InviteSeen
from bot.core.effects import JoinDealer, LeaveDealer, OpenTask
from bot.core.engine.offers import offer
from bot.core.engine.talk import Talk
from bot.core.hours import reply_by
from bot.core.say import render
from bot.core.state import Offer

DEALER = "dealer"
CUSTOMER = "customer"


def link_code(payload: str) -> str | None:
    """Return the code of an invite link's payload; empty when it has none, None for any other link."""
    if not payload.startswith(LINK):
        return None
    return read_code(payload.removeprefix(LINK)) or ""


def invited(talk: Talk, code: str | None) -> None:
    """Somebody shows an invite code: take them in, or say kindly what is wrong with it."""
    if not code:
        talk.tell("people.code_unknown", rule="invite")
        return
    seen = talk.records.invite(code, talk.event.conversation, talk.now)
    match seen.standing:
        case "open":
            _take_in(talk, seen)
        case "used":
            _used(talk, seen)
        case "expired":
            talk.tell("people.code_expired", rule="invite")
        case "unknown":
            talk.tell("people.code_unknown", rule="invite")
        case "blocked":
            retry_at: datetime = seen.retry_at or talk.now
            talk.tell("people.code_blocked", rule="invite", retry_at=retry_at)
        case _:
            assert_never(seen.standing)


def typed_code(talk: Talk, text: str) -> bool:
    """Take a message that is nothing but a code for one, unless it may answer something else."""
    code = is_code(text)
    if code is None or talk.pending is not None or talk.state.offer is not None:
        return False
    if talk.dealer is not None:
        return False  # to a dealer, two groups of signs are a serial
    talk.said = text.strip()
    invited(talk, code)
    return True


def wants_in(talk: Talk, text: str, *, reply: str) -> None:
    """Somebody speaks of an invite code, with it or without."""
    code = read_code(text)
    if code is not None:
        invited(talk, code)
    else:
        talk.tell(reply, rule="invite")


def wants_out(talk: Talk) -> None:
    """Somebody wants to leave their dealership: ask once, for it cannot be undone from here."""
    dealer = talk.dealer
    if dealer is None:
        talk.tell("people.not_member", rule="leave")
        return
    made = Offer("leave", 0, ("yes", "no"), value=dealer.member)
    offer(talk, made, "people.leave_sure", rule="leave", dealer=dealer.name)


def pick_leave(talk: Talk, option: str, *, member: str) -> None:
    """Carry out what was said to that."""
    dealer = talk.dealer
    if option != "yes" or dealer is None or dealer.member != member:
        talk.tell("people.leave_kept", rule="leave")
        return
    talk.effects.append(LeaveDealer(member))
    talk.change(role=CUSTOMER)
    talk.tell("people.left", rule="leave", dealer=dealer.name)


def profile_told(talk: Talk) -> None:
    """A dealer tells a new address, phone or name: never taken over here; a colleague calls to check (R13)."""
    dealer = talk.dealer
    if dealer is None:
        return
    values = {"dealer": dealer.name, "told": talk.said, "phone": dealer.phone}
    title, _ = render(talk.pack, "people.profile_task", lambda: values, lang="zh-CN", seed="")
    talk.effects.append(
        OpenTask(
            Task(
                id=task_id("profile", talk.event.conversation, talk.event.update_id),
                kind="callback",
                title=title,
                conversation=talk.event.conversation,
                role="manager",
                opened_at=talk.now,
                due_at=reply_by(talk.pack.brand.hours, talk.now),
                escalate_to="gm",
            )
        )
    )
    talk.tell("people.profile_by_staff", rule="profile")


def _take_in(talk: Talk, seen: InviteSeen) -> None:
    present = talk.dealer
    if present is not None and present.id != seen.dealer:
        talk.tell("people.other_dealer", rule="invite", dealer=present.name, other=seen.dealer_name)
        return
    if present is not None and (present.right == seen.right or present.may_submit):
        talk.tell("people.already", rule="invite", dealer=present.name)
        return
    talk.effects.append(
        JoinDealer(
            invite=seen.id,
            dealer=seen.dealer,
            right=seen.right,
            name=seen.name or talk.state.name,
        )
    )
    talk.change(role=DEALER)
    phrase = "people.joined" if seen.right == "submit" else "people.joined_look"
    talk.tell(phrase, rule="invite", dealer=seen.dealer_name)


def _used(talk: Talk, seen: InviteSeen) -> None:
    present = talk.dealer
    if seen.used_here and present is not None:
        talk.tell("people.already", rule="invite", dealer=present.name)
    else:
        talk.tell("people.code_used", rule="invite")
