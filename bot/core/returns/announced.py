"""A return that was announced: its lines as the list had them, and whether they may still change (R1)."""

from bot.core.cases import Case, CaseLine
from bot.core.engine.talk import Talk
from bot.core.procedures.actor import Actor
from bot.core.returns.line import ReturnLine
from bot.core.returns.words import ReturnWords
from bot.core.say import FALLBACK_LANGUAGE

PROCEDURE = "dealer_return"


def speaker(talk: Talk) -> str:
    """Return who speaks as the history of a case names them."""
    dealer = talk.dealer
    kind, who = (
        ("dealer", dealer.member) if dealer is not None else ("customer", talk.event.sender.id)
    )
    return Actor(kind=kind, id=who).key


def is_open_to_change(case: Case) -> bool:
    """Whether the factory has nothing of it yet, so that its list may still change."""
    return (
        not case.ended
        and bool(case.dealer)
        and case.procedure == PROCEDURE
        and not case.pending
        and all(line.received is None for line in case.lines)
    )


def is_sent(case: Case) -> bool:
    """Whether its parcel is on the way."""
    return any(parcel.waybill for parcel in case.parcels if parcel.direction == "in")


def lines_of(case: Case, words: ReturnWords) -> tuple[ReturnLine, ...]:
    """Return a case's lines as the list had them."""
    return tuple(_line(line, words) for line in case.lines)


def _line(line: CaseLine, words: ReturnWords) -> ReturnLine:
    told = dict(line.facts).get("part", "")
    part = next(
        (one.id for one in words.parts.values() if one.name(FALLBACK_LANGUAGE) == told), line.part
    )
    return ReturnLine(
        said=dict(line.facts).get("told", line.said),
        part=part,
        quantity=line.quantity,
        model=line.model,
        bought=line.bought_on,
        bought_day=line.bought_on is not None and line.bought_on.day > 1,
        bought_unknown=line.bought_on is None,
        fault=line.said,
        serials=line.serials,
        photos=line.photos,
    )
