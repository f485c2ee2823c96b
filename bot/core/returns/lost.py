"""A parcel does not arrive, or goes to the wrong place: the waybill traces it (R1)."""

from datetime import timedelta

from bot.core.cases import Case, Parcel, parse_case_number
from bot.core.effects import HandOff
from bot.core.engine.talk import Talk
from bot.core.returns.moving import action_with, move, plant_of, waiting_cases
from bot.core.returns.rights import only_looks
from bot.core.returns.waybill import Carrier

_USUAL_DAYS = 5


def tell_lost(talk: Talk, text: str) -> bool:
    """Answer a worry about a parcel: too early, or traced from now on; False when none is on its way."""
    travelling = _travelling(talk, text)
    if not travelling:
        waiting = waiting_cases(talk)
        if not waiting:
            return False
        talk.tell("dealer.lost_unsent", rule="return_lost", found=waiting[0])
        return True
    case, parcel = min(travelling, key=lambda one: one[1].sent_at or talk.now)
    days = _days(talk, parcel)
    if parcel.lost:
        talk.tell("dealer.lost_traced", rule="return_lost", **_about(talk, case, parcel, days))
    elif days < _usual(talk):
        talk.tell("dealer.lost_early", rule="return_lost", **_about(talk, case, parcel, days))
    else:
        _trace(talk, case, parcel, days)
    return True


def tell_astray(talk: Talk, text: str) -> bool:
    """Have a parcel that went to the wrong place caught by a person; False when none is on its way."""
    travelling = _travelling(talk, text)
    if not travelling:
        return False
    case, parcel = travelling[0]
    talk.tell(
        "dealer.sent_astray",
        rule="return_lost",
        plant=plant_of(talk, case),
        **_about(talk, case, parcel, _days(talk, parcel)),
    )
    _hand_over(talk, case, parcel)
    return True


def tell_found(talk: Talk, text: str) -> bool:
    """Take the news that a parcel being traced has turned up; False when none is being traced."""
    number = parse_case_number(text)
    for case in talk.records.cases_of(talk.event.conversation):
        action = action_with(talk, case, "found") if number in (None, case.number) else None
        if case.dealer and not case.ended and action is not None and not only_looks(talk):
            told = move(talk, case.number, action.id, {})
            if told:
                talk.tell("dealer.not_noted", rule="return_lost", messages=told)
            return True
    return False


def _travelling(talk: Talk, text: str) -> list[tuple[Case, Parcel]]:
    """Return the parcels on their way to us, of the case named where one is."""
    number = parse_case_number(text)
    return [
        (case, parcel)
        for case in talk.records.cases_of(talk.event.conversation)
        if not case.ended and number in (None, case.number)
        for parcel in case.parcels
        if parcel.direction == "in" and parcel.waybill and parcel.received_at is None
    ]


def _hand_over(talk: Talk, case: Case, parcel: Parcel) -> None:
    note = f"{case.number} {parcel.carrier} {parcel.waybill}: {talk.said}"
    talk.effects.append(HandOff(reason="lost_parcel", priority="urgent", note=note))


def _trace(talk: Talk, case: Case, parcel: Parcel, days: int) -> None:
    """Have it traced: by the case's own move where the dealer may make it, else by a person."""
    action = action_with(talk, case, "trace")
    if action is None or move(talk, case.number, action.id, {}):
        _hand_over(talk, case, parcel)
    talk.tell("dealer.lost_trace", rule="return_lost", **_about(talk, case, parcel, days))


def _about(talk: Talk, case: Case, parcel: Parcel, days: int) -> dict[str, object]:
    carrier = carrier_of(talk, parcel.carrier)
    return {
        "found": case,
        "carrier": carrier.name(talk.state.lang) if carrier is not None else parcel.carrier,
        "waybill": parcel.waybill,
        "phone": carrier.phone if carrier is not None else "",
        "days": days,
        "usual": _usual(talk),
    }


def carrier_of(talk: Talk, name: str) -> Carrier | None:
    """Return the carrier a parcel was written down with."""
    return talk.pack.carriers.named(name) if name else None


def _days(talk: Talk, parcel: Parcel) -> int:
    return (talk.now - (parcel.sent_at or talk.now)) // timedelta(days=1)


def _usual(talk: Talk) -> int:
    row = talk.pack.policies.get("returns", {}).get("travel_days", _USUAL_DAYS)
    return row if isinstance(row, int) else _USUAL_DAYS
