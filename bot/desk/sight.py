"""Which cases somebody in a conversation may see: their own, or all of their dealership's."""

from sqlalchemy import Connection

from bot.core.cases import Case
from bot.store.cases import cases_of
from bot.store.claims import cases_of_dealer
from bot.store.dealers import dealer_of, stays


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
