"""Find earlier claims: on a unit by its serial, and everything a dealer claimed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from bot.core.cases import Case, CaseLine
from bot.core.dealers import Claim, serial_key
from bot.store.cases import find_case
from bot.store.purchases import in_portions
from bot.store.tables import ClaimSerial, table

_CLAIM = table(ClaimSerial)


def index_claims(tx: Connection, *, tenant: str, number: str, lines: Sequence[CaseLine]) -> None:
    """Note which units a case names; call it whenever its lines are written."""
    tx.execute(delete(_CLAIM).where(_CLAIM.c.tenant_id == tenant, _CLAIM.c.number == number))
    rows = [
        {"tenant_id": tenant, "serial": serial, "number": number, "position": position}
        for position, line in enumerate(lines, start=1)
        for serial in dict.fromkeys(serial_key(one) for one in line.serials)
    ]
    if rows:
        tx.execute(insert(_CLAIM), rows)


def claims_with(tx: Connection, *, tenant: str, serials: Collection[str]) -> tuple[Claim, ...]:
    """Return the lines that name any of some serials, newest case first; cancelled cases too."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    for some in in_portions(sorted(set(serials))):
        rows = tx.execute(
            select(_CLAIM.c.number, _CLAIM.c.position).where(
                _CLAIM.c.tenant_id == tenant, _CLAIM.c.serial.in_(some)
            )
        )
        for row in rows:
            places[row.number].add(row.position)
    cases = (find_case(tx, tenant=tenant, number=number) for number in places)
    return claims_in(
        (case for case in cases if case is not None),
        only={n: frozenset(p) for n, p in places.items()},
    )


def claims_in(
    cases: Iterable[Case], *, only: dict[str, frozenset[int]] | None = None
) -> tuple[Claim, ...]:
    """Return the lines of some cases as claims, newest case first; of each case `only` some when given."""
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
        if only is None or position in only[case.number]
    )
