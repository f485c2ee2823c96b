"""What is asked or told of returns whatever else is being talked about: status, month, address, price, strangers."""

from bot.core.cases import parse_case_number
from bot.core.engine.asides import aside
from bot.core.engine.talk import Talk
from bot.core.returns.bargaining import bargained
from bot.core.returns.calling_off import called_off
from bot.core.returns.listing import Heard
from bot.core.returns.lost import tell_astray, tell_found, tell_lost
from bot.core.returns.moving import plant_of, waiting_cases
from bot.core.returns.opening import print_papers
from bot.core.returns.repeating import repeat
from bot.core.returns.reports import send_template, tell_month
from bot.core.returns.sending import tell_sent
from bot.core.returns.statuses import tell_status
from bot.core.returns.waybill import without_case_number
from bot.core.text import bare, normalise

_SHOWN = 3  # cases at once


def asks_status(talk: Talk, text: str, act: str, meant: str) -> bool:
    """Answer a question how things stand; a bare case number is one."""
    number = parse_case_number(text)
    alone = number is not None and not bare(normalise(without_case_number(text)))
    return (act == "status" or meant == "status" or alone) and tell_status(talk, text)


def asks(talk: Talk, meant: str, text: str, listed: Heard) -> bool:
    """Answer what is asked or said of returns whatever else is being talked about."""
    match meant:
        case "bargain" if not _chooses(talk, text):
            return bargained(talk, text)
        case "stranger":
            _report_stranger(talk)
        case "freight":
            talk.tell("dealer.freight", rule="return_freight")
        case "not_back":
            return called_off(talk, text, listed=listed)
        case "month":
            tell_month(talk)
        case "template":
            send_template(talk)
        case "packing":
            talk.tell("dealer.packing", rule="return_packing")
        case "address":
            return _tell_addresses(talk)
        case "sent" if talk.dealer is not None and talk.dealer.may_submit:
            _hear_sent(talk)
        case _:
            return _asks_of_parcel(talk, meant, text)
    return True


def _asks_of_parcel(talk: Talk, meant: str, text: str) -> bool:
    match meant:
        case "lost":
            return tell_lost(talk, text)
        case "found":
            return tell_found(talk, text)
        case "astray":
            return tell_astray(talk, text)
        case "papers" | "show" if talk.state.returning is None:
            return _print_again(talk, text)
        case _:
            return False


def _report_stranger(talk: Talk) -> None:
    """Somebody else names an address or asks for money: colleagues hear of it at once (R13)."""
    found = next((one for one in talk.pack.intents if one.act == "fraud"), None)
    if found is not None:
        aside(talk, found)
        _tell_addresses(talk)


def _chooses(talk: Talk, text: str) -> bool:
    """Whether the words about a price are a plain yes or no to it."""
    words = talk.pack.returns
    return words is not None and bool(words.decided(text))


def _hear_sent(talk: Talk) -> None:
    """Ask for the waybill of what was sent; a list that was not handed in comes first."""
    if waiting_cases(talk):
        tell_sent(talk)
        return
    draft = talk.state.returning
    talk.tell(
        "dealer.sent_unannounced",
        rule="return_waybill",
        count=len(draft.lines) if draft is not None else 0,
    )
    repeat(talk)


def _print_again(talk: Talk, text: str) -> bool:
    """Send list and label of what has not arrived once more; False when there is nothing of the kind."""
    number = parse_case_number(text)
    wanted = [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if case.dealer and not case.ended and number in (None, case.number)
        if any(one.direction == "in" and one.received_at is None for one in case.parcels)
    ]
    for case in wanted[:_SHOWN]:
        print_papers(talk, case)
    return bool(wanted)


def _tell_addresses(talk: Talk) -> bool:
    """Tell where the announced parcels go, and nowhere else (R13); before that, nothing is to be sent."""
    cases = talk.records.cases_of(talk.event.conversation)
    under_way = waiting_cases(talk) or tuple(
        case for case in cases if not case.ended and case.dealer and case.parcels
    )
    if not under_way:
        talk.tell("dealer.address_later", rule="return_address")
        return True
    for case in under_way[:_SHOWN]:
        plant = plant_of(talk, case)
        if plant is not None:
            talk.tell("dealer.parcel", rule="return_address", found=case, plant=plant)
    return True
