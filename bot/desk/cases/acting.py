"""Moving a case by hand: what can be done, and doing it through the one door."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.core.book import Book
from bot.core.cases import Case, display_status
from bot.core.effects import RefuseMove
from bot.core.events import CaseActed, CaseRegistered, Event, Person
from bot.core.procedures.acting import APPROVE, REFUSE
from bot.core.procedures.actor import staff_actor
from bot.core.procedures.migrating import migrate
from bot.core.procedures.offering import Offered, offered
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.staff import StaffMember
from bot.desk.cases.naming import Names
from bot.desk.cases.pictures import Acted, ActionView, FieldView, Refused
from bot.desk.cases.requests import still_to_sign
from bot.desk.cases.sight import everybody, laid_out, pack_of
from bot.desk.door import Desk
from bot.store.cases import cases_of, find_case
from bot.store.engines import Store

CHANNEL = "desk"
OFFICE = "office"
"""Channel of cases without a chat: nothing is ever sent there."""


def actions_for(
    store: Store,
    book: Book,
    number: str,
    member: StaffMember,
    *,
    at: datetime | None = None,
    lang: str = FALLBACK_LANGUAGE,
) -> tuple[ActionView, ...]:
    """Return what can be done about a case, what this person can do first; nothing for an unknown number."""
    with store.read() as tx:
        case = find_case(tx, tenant=store.tenant, number=number)
        if case is None:
            return ()
        pack, people = pack_of(tx, store, book, case), everybody(tx, store)
    procedure = pack.procedures.get(case.procedure)
    if procedure is None:
        return ()
    moment = at or datetime.now(UTC)
    actor = staff_actor(member)
    m = laid_out(pack, procedure, case, actor=actor, people=people, at=moment, lang=lang)()
    migrate(m)
    fresh = laid_out(pack, procedure, m.case, actor=actor, people=people, at=moment, lang=lang)
    return tuple(_view(one) for one in offered(fresh))


def act(
    desk: Desk,
    member: StaffMember,
    number: str,
    action: str,
    values: Mapping[str, str],
    *,
    at: datetime,
    key: str = "",
    lang: str = FALLBACK_LANGUAGE,
) -> Acted | Refused:
    """Make a move, or say what is missing; the same `key` makes it once."""
    with desk.store.read() as tx:
        case = find_case(tx, tenant=desk.store.tenant, number=number)
    if case is None:
        phrases = desk.books().pack("").phrases["case.unknown"].variants
        unknown = (phrases.get(lang) or phrases[FALLBACK_LANGUAGE])[0].text
        return Refused(messages=(unknown,))
    handled = desk.handle(
        Event(
            channel=CHANNEL,
            conversation=case.conversation,
            update_id=key or secrets.token_hex(12),
            at=at,
            sender=Person(role="staff", id=member.id, name=member.name),
            what=CaseActed(number=number, action=action, values=tuple(values.items()), lang=lang),
        )
    )
    effects = handled.turn.effects if handled.turn else ()
    refused = next((one for one in effects if isinstance(one, RefuseMove)), None)
    if refused is not None:
        return Refused(messages=refused.messages, fields=refused.fields)
    return _acted(desk, number, lang, before=case, action=action)


def register_case(
    desk: Desk,
    member: StaffMember,
    procedure: str,
    *,
    said: str,
    contact: Mapping[str, str],
    at: datetime,
    part: str = "",
    model: str = "",
    quantity: int = 1,
    priority: str = "normal",
    key: str = "",
    lang: str = FALLBACK_LANGUAGE,
) -> Acted | Refused:
    """Open a case that came by phone, letter or visit, in a conversation of its own (R14).

    `contact` needs a `name` or a `phone`. The same `key` opens one case.
    """
    mark = key or secrets.token_hex(12)
    handled = desk.handle(
        Event(
            channel=CHANNEL,
            conversation=f"{OFFICE}:{mark}",
            update_id=mark,
            at=at,
            sender=Person(role="staff", id=member.id, name=member.name),
            what=CaseRegistered(
                procedure=procedure,
                said=said,
                contact=tuple(contact.items()),
                part=part,
                model=model,
                quantity=quantity,
                priority=priority,
                lang=lang,
            ),
        )
    )
    effects = handled.turn.effects if handled.turn else ()
    refused = next((one for one in effects if isinstance(one, RefuseMove)), None)
    if refused is not None:
        return Refused(messages=refused.messages, fields=refused.fields)
    with desk.store.read() as tx:
        case = cases_of(tx, tenant=desk.store.tenant, conversation=f"{OFFICE}:{mark}")[0]
    return _acted(desk, case.number, lang, before=case)


def _acted(desk: Desk, number: str, lang: str, *, before: Case, action: str = "") -> Acted:
    with desk.store.read() as tx:
        case = find_case(tx, tenant=desk.store.tenant, number=number) or before
        pack = pack_of(tx, desk.store, desk.books(), case)
        people = everybody(tx, desk.store)
    names = Names(pack, lang)
    known = {one.id for one in before.pending}
    request = next((one for one in case.pending if one.id not in known), None)
    asked = request is not None
    if action.startswith(APPROVE):
        signed = action.removeprefix(APPROVE)
        request = next((one for one in case.pending if one.id == signed), None)
    refused = action.removeprefix(REFUSE) if action.startswith(REFUSE) else ""
    asker = next((one.asked_by for one in before.pending if one.id == refused), "")
    return Acted(
        number=number,
        stage=case.stage,
        stage_name=_where(names, case),
        status=display_status(case),
        asked=asked,
        outstanding=still_to_sign(names, people, request) if request else (),
        in_order=request.in_order if request else True,
        sent_back_to=people.name(asker) if asker else "",
    )


def _where(names: Names, case: Case) -> str:
    """Return the stage's name, or how the case ended."""
    return names.word(f"case.status_{case.ended}") if case.ended else names.stage(case, case.stage)


def _view(one: Offered) -> ActionView:
    return ActionView(
        id=one.id,
        kind=one.kind,
        label=one.label,
        form=tuple(
            FieldView(
                id=field.id,
                kind=field.kind,
                prompt=field.prompt,
                required=field.required,
                choices=field.choices,
                value=field.value,
            )
            for field in one.form
        ),
        why_not=one.why_not,
    )
