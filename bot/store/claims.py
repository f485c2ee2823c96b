"""Find earlier claims: on a unit by its serial, and everything a dealer claimed."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from bot.core.cases import Case
from bot.core.dealers import Claim, serial_key
from bot.store.cases import read_cases
from bot.store.purchases import in_portions
from bot.store.tables import CaseKey, CaseRow, table

_CASE = table(CaseRow)
_KEY = table(CaseKey)


def claims_with(tx: Connection, *, tenant: str, serials: Collection[str]) -> tuple[Claim, ...]:
    """Return the lines that name any of some serials, newest case first; cancelled cases too."""
    cases: dict[str, Case] = {}
    for some in in_portions(sorted(set(serials))):
        named = select(_KEY.c.number).where(_KEY.c.tenant_id == tenant, _KEY.c.value.in_(some))
        found = select(_CASE).where(_CASE.c.tenant_id == tenant, _CASE.c.number.in_(named))
        cases |= {case.number: case for case in read_cases(tx, tenant=tenant, statement=found)}
    wanted = set(serials)
    return tuple(
        claim
        for claim in claims_in(cases.values())
        if not wanted.isdisjoint(map(serial_key, claim.serials))
    )


def cases_of_dealer(tx: Connection, *, tenant: str, dealer: str) -> tuple[Case, ...]:
    """Return what was announced for a dealership, by whoever, newest first."""
    found = select(_CASE).where(_CASE.c.tenant_id == tenant, _CASE.c.dealer == dealer)
    return read_cases(tx, tenant=tenant, statement=found)


def claims_in(cases: Iterable[Case]) -> tuple[Claim, ...]:
    """Return the lines of some cases as claims, newest case first."""
    newest = sorted(cases, key=lambda case: (case.opened_at, case.number), reverse=True)
    return tuple(
        Claim(
            case=case.number,
            line=position,
            dealer=case.dealer,
            opened_at=case.opened_at,
            closed_at=case.entered_at if case.ended else None,
            ended=case.ended,
            about=line,
        )
        for case in newest
        for position, line in enumerate(case.lines, start=1)
    )
