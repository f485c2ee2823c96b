"""Dealers as staff see and keep them: the profile and what was bought (who belongs to one is `desk.membership`)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.core.dealers import Address, Purchase, Right
from bot.store import dealers as stored
from bot.store.engines import Store
from bot.store.invites import open_invites
from bot.store.purchases import keep_purchases, purchase_counts, purchases_of

LONGEST = 200
"""Characters of a name, an address, a phone number."""

Refusal = Literal[
    "no_such_dealer",
    "dealer_closed",
    "name_missing",
    "id_form",
    "id_taken",
    "no_such_member",
    "no_such_invite",
    "no_such_deed",
]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_FIRST = 1001


class DealerRefusedError(Exception):
    """A change of a dealer cannot be made; `reason` is a word pages and the command line explain."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of a dealership; only staff change it (R13)."""

    name: str
    contact: str = ""
    phone: str = ""
    addresses: tuple[Address, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """One of a dealer's people."""

    id: str
    name: str
    right: Right
    conversation: str
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteView:
    """An invite that still works; its code is known to nobody here any more."""

    id: str
    hint: str
    right: Right
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DealerView:
    """A dealer with everybody who belongs to it."""

    id: str
    profile: Profile
    active: bool
    created_at: datetime
    changed_at: datetime
    people: tuple[PersonView, ...]
    invites: tuple[InviteView, ...]
    bought: int
    """Units on all invoices we know."""


def add_dealer(
    store: Store, profile: Profile, *, now: datetime, dealer: str = "", by: str = ""
) -> DealerView:
    """Create a dealer, under the next free id (`D1001`…) unless one is given; raises DealerRefusedError."""
    clean = _clean(profile)
    if dealer and not _ID.fullmatch(dealer):
        raise DealerRefusedError("id_form", dealer)
    try:
        with store.write() as tx:
            id_ = dealer or _next_id(tx, store)
            stored.add_dealer(
                tx,
                tenant=store.tenant,
                dealer=id_,
                name=clean.name,
                contact=clean.contact,
                phone=clean.phone,
                addresses=clean.addresses,
                note=clean.note,
                now=now,
                by=by,
            )
    except IntegrityError as error:
        raise DealerRefusedError("id_taken", dealer) from error
    return _known(store, id_, now=now)


def list_dealers(store: Store, *, now: datetime) -> tuple[DealerView, ...]:
    """Return every dealer, the open ones first, by id."""
    with store.read() as tx:
        rows = stored.dealer_rows(tx, tenant=store.tenant)
        return _views(tx, store, rows, now=now)


def find_dealer(store: Store, dealer: str, *, now: datetime) -> DealerView | None:
    """Return a dealer by id."""
    with store.read() as tx:
        row = stored.dealer_row(tx, tenant=store.tenant, dealer=dealer)
        return None if row is None else _views(tx, store, [row], now=now)[0]


def change_profile(
    store: Store, dealer: str, profile: Profile, *, now: datetime, by: str
) -> DealerView:
    """Replace a dealer's profile; raises DealerRefusedError."""
    clean = _clean(profile)
    return _change(
        store,
        dealer,
        now=now,
        by=by,
        name=clean.name,
        contact=clean.contact,
        phone=clean.phone,
        addresses=clean.addresses,
        note=clean.note,
    )


def close_dealer(store: Store, dealer: str, *, now: datetime, by: str) -> DealerView:
    """Work with a dealer no more: its people are customers from now on, its cases go on."""
    return _change(store, dealer, now=now, by=by, active=False)


def open_dealer(store: Store, dealer: str, *, now: datetime, by: str) -> DealerView:
    """Work with a closed dealer again."""
    return _change(store, dealer, now=now, by=by, active=True)


def note_purchases(store: Store, purchases: Iterable[Purchase], *, now: datetime) -> int:
    """Keep what dealers bought, an invoice line that is there already anew; returns how many lines."""
    with store.write() as tx:
        return keep_purchases(tx, tenant=store.tenant, purchases=purchases, now=now)


def bought_by(store: Store, dealer: str) -> tuple[Purchase, ...]:
    """Return what a dealer bought, newest invoice first."""
    with store.read() as tx:
        return purchases_of(tx, tenant=store.tenant, dealer=dealer)


def _change(store: Store, dealer: str, *, now: datetime, by: str, **fields: Any) -> DealerView:
    with store.write() as tx:
        if not stored.change_dealer(
            tx, tenant=store.tenant, dealer=dealer, now=now, by=by, **fields
        ):
            raise DealerRefusedError("no_such_dealer", dealer)
    return _known(store, dealer, now=now)


def _known(store: Store, dealer: str, *, now: datetime) -> DealerView:
    found = find_dealer(store, dealer, now=now)
    if found is None:
        raise DealerRefusedError("no_such_dealer", dealer)
    return found


def _views(
    tx: Connection, store: Store, rows: Iterable[Row[Any]], *, now: datetime
) -> tuple[DealerView, ...]:
    known = list(rows)
    people = defaultdict(list)
    for row in stored.members_of(tx, tenant=store.tenant, dealers=[row.id for row in known]):
        people[row.dealer_id].append(
            PersonView(
                id=row.id,
                name=row.name,
                right=cast("Right", row.rights),
                conversation=row.conversation,
                joined_at=row.joined_at,
            )
        )
    invites = defaultdict(list)
    for row in open_invites(tx, tenant=store.tenant, kind="dealer", now=now):
        invites[row.target].append(
            InviteView(
                id=row.id,
                hint=row.hint,
                right=cast("Right", row.rights),
                name=row.name,
                expires_at=row.expires_at,
            )
        )
    bought = purchase_counts(tx, tenant=store.tenant)
    return tuple(
        DealerView(
            id=row.id,
            profile=Profile(
                name=row.name,
                contact=row.contact,
                phone=row.phone,
                addresses=stored.type_addresses.validate_json(row.addresses),
                note=row.note,
            ),
            active=row.active,
            created_at=row.created_at,
            changed_at=row.changed_at,
            people=tuple(people[row.id]),
            invites=tuple(invites[row.id]),
            bought=bought.get(row.id, 0),
        )
        for row in known
    )


def _clean(profile: Profile) -> Profile:
    name = line_of(profile.name)
    if not name:
        raise DealerRefusedError("name_missing")
    addresses = (
        Address(
            label=line_of(one.label),
            text=line_of(one.text),
            contact=line_of(one.contact) or line_of(profile.contact),
            phone=line_of(one.phone) or line_of(profile.phone),
        )
        for one in profile.addresses
    )
    return Profile(
        name=name,
        contact=line_of(profile.contact),
        phone=line_of(profile.phone),
        addresses=tuple(one for one in addresses if one.text),
        note=profile.note.strip()[: 5 * LONGEST],
    )


def line_of(text: str) -> str:
    """Return what was typed into a field of one line."""
    return " ".join(text.split())[:LONGEST]


def _next_id(tx: Connection, store: Store) -> str:
    taken = {row.id for row in stored.dealer_rows(tx, tenant=store.tenant)}
    number = _FIRST + len(taken)
    while f"D{number}" in taken:
        number += 1
    return f"D{number}"
