"""Service agreements as a manager wrote them into `policies/sla.yaml`: who is owed what, by when (R4, R8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from bot.core.spans import Span, parse_span

ClockKind = Literal["first_response", "next_response", "on_site", "resolution"]
CLOCKS: tuple[ClockKind, ...] = get_args(ClockKind)

_AGENT, _MANAGER = "agent", "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing owed."""

    within: Span
    warn: Span | None = None
    """How long before the end somebody is warned, by the wall clock."""
    role: str = _AGENT
    """Who owes it and is warned, unless a person owns the conversation."""
    escalate_to: str = _MANAGER
    """Who gets a task when it is broken."""
    otherwise: str = ""
    """What is owed when it is broken: `replacement` or `emergency_plan` (R8); empty: nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One agreement."""

    id: str
    when: Mapping[str, tuple[str, ...]]
    """What must fit: each key names a fact, any of its values will do; for `product` a prefix."""
    always: bool = False
    """Counted 7×24×365 instead of on the working calendar."""
    from_case: bool = False
    """A registered case starts the clocks too, not only the wish for a person."""
    targets: Mapping[ClockKind, Target]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom and what a conversation is about, as sheets look at it."""

    role: str = "customer"
    customer: tuple[str, ...] = ()
    """Conversation and dealer id."""
    product: str = ""
    severity: str = ""
    """Of the fault at hand."""
    mood: str = "calm"
    priority: str = "normal"


def sheets_of(policy: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Return the sheets of `policies/sla.yaml`, in their order."""
    return tuple(_sheet(row) for row in policy.get("sheets", ()))


def chain_of(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the roles a late task climbs, lowest first."""
    return tuple(policy.get("chain", (_AGENT, _MANAGER, "gm")))


def next_role_up(chain: Sequence[str], role: str) -> str:
    """Return the role above one; a role outside the chain climbs to the second step, the top to nobody."""
    if role not in chain:
        return chain[1] if len(chain) > 1 else ""
    position = chain.index(role) + 1
    return chain[position] if position < len(chain) else ""


def fitting_sheet(sheets: Sequence[Sheet], subject: Subject) -> Sheet | None:
    """Return the first sheet that fits; None when none does."""
    return next((sheet for sheet in sheets if _fits(sheet, subject)), None)


def _fits(sheet: Sheet, subject: Subject) -> bool:
    for key, wanted in sheet.when.items():
        match key:
            case "customer":
                fits = any(one in wanted for one in subject.customer)
            case "product":
                fits = any(subject.product.upper().startswith(one.upper()) for one in wanted)
            case _:
                fits = getattr(subject, key) in wanted
        if not fits:
            return False
    return True


def _sheet(row: Mapping[str, Any]) -> Sheet:
    return Sheet(
        id=row["id"],
        when={key: _words(value) for key, value in row.get("when", {}).items()},
        always=row.get("calendar") == "always",
        from_case=bool(row.get("from_case", False)),
        targets={kind: _target(row[kind]) for kind in CLOCKS if kind in row},
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _target(row: Mapping[str, Any]) -> Target:
    return Target(
        within=parse_span(str(row["within"])) or Span(0, "m"),
        warn=parse_span(str(row["warn"])) if "warn" in row else None,
        role=row.get("owner", _AGENT),
        escalate_to=row.get("escalate_to", _MANAGER),
        otherwise=row.get("otherwise", ""),
    )
