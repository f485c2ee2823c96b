"""Which cases somebody in a conversation may see: their own, or all of their dealership's."""

from sqlalchemy import Connection

from bot.core.cases import Case
from bot.store.cases import cases_of
from bot.store.dealers import dealer_of, members_of, stays


def cases_in_sight(tx: Connection, *, tenant: str, conversation: str) -> tuple[Case, ...]:
    """Return the cases a conversation's person may see, newest first.

    Who left a dealership no longer sees what they announced for it.
    """
    own = cases_of(tx, tenant=tenant, conversation=conversation)
    if not stays(tx, tenant=tenant, conversation=conversation):
        return own
    private = [case for case in own if not case.dealer]
    dealer = dealer_of(tx, tenant=tenant, conversation=conversation)
    if dealer is None:
        return tuple(private)
    both = (*private, *cases_of_dealer(tx, tenant=tenant, dealer=dealer.id))
    return tuple(sorted(both, key=lambda case: (case.opened_at, case.number), reverse=True))


def cases_of_dealer(tx: Connection, *, tenant: str, dealer: str) -> tuple[Case, ...]:
    """Return what the people of a dealership announced for it, whoever of them is still there."""
    people = members_of(tx, tenant=tenant, dealers=[dealer], past=True)
    chats = dict.fromkeys(person.conversation for person in people)
    found = (case for chat in chats for case in cases_of(tx, tenant=tenant, conversation=chat))
    return tuple(case for case in found if case.dealer == dealer)
