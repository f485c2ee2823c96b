"""A customer sends something in (R13): one official address, what goes into the box and what does not, the waybill."""

from bot.core.engine.offers import repeat
from bot.core.engine.talk import Talk
from bot.core.returns.lost import tell_astray, tell_lost
from bot.core.returns.moving import plant_of, waiting_cases
from bot.core.returns.sending import heard_waybill, names_waybill, tell_sent


def heard(talk: Talk, text: str) -> bool:
    """Take a customer's message about a parcel a case waits for; False when there is no such case.

    Amid another question it is answered, and the question put again.
    """
    words = talk.pack.returns
    if words is None:
        return False
    amid = talk.pending is not None or talk.state.offer is not None
    taken = _taken(talk, text, words.meant(text), amid=amid)
    if taken and amid:
        talk.flush()
        repeat(talk)
    return taken


def _taken(talk: Talk, text: str, meant: str, *, amid: bool) -> bool:
    match meant:
        case "address":
            return _tell_address(talk)
        case "packing":
            return _tell_packing(talk)
        case "sent" if not amid and waiting_cases(talk):
            tell_sent(talk)
            return True
        case "lost" if not amid:
            return tell_lost(talk, text)
        case "astray" if not amid:
            return tell_astray(talk, text)
    if amid and not names_waybill(talk, text):
        return False
    return heard_waybill(talk, text)


def _tell_address(talk: Talk) -> bool:
    waiting = waiting_cases(talk)
    if not waiting:
        return False
    plant = plant_of(talk, waiting[0])
    if plant is None:
        talk.tell("dealer.send_in_later", rule="send_in", found=waiting[0])
        return True
    talk.tell("dealer.parcel", rule="send_in", found=waiting[0], plant=plant)
    talk.tell("dealer.send_in_packing", rule="send_in")
    return True


def _tell_packing(talk: Talk) -> bool:
    if not waiting_cases(talk):
        return False
    talk.tell("dealer.send_in_packing", rule="send_in")
    return True
