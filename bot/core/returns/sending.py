"""The parcel is on its way: carrier and number by chat; what is missing is named, nothing stays blank (R1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.cases import Case
from bot.core.effects import Button
from bot.core.engine.buttons import payload, person_button, rows
from bot.core.engine.talk import Talk
from bot.core.returns.asking import SCRIPT
from bot.core.returns.draft import WaybillDraft
from bot.core.returns.moving import action_with, move, plant_of, waiting_cases
from bot.core.returns.righting import already_sent, put_right
from bot.core.returns.showing import names_plant, plant_view
from bot.core.returns.told import find_part
from bot.core.returns.waybill import Carrier, Waybill, read_waybill, split_waybills
from bot.core.returns.which import named_case
from bot.core.text import normalise

_CARRIER, _CASE = "c:", "n:"
_MOST_CHOICES = 6
_MOST_MISSES = 3
_TAIL = 4
_FOUR_DIGITS = re.compile(r"(?<![a-z\d-])\d{4}(?![a-z\d-])")
"""A case by the last digits of its number."""
_SHORT_ANSWER = 22
"""Characters; a longer message says more than which parcel is meant."""


def heard_waybill(talk: Talk, text: str) -> bool:
    """Take a message that tells of a waybill; False when it tells of none, or nothing waits for one."""
    if _told_case(talk, text) or put_right(talk, text):
        return True
    each = split_waybills(text, talk.pack.carriers)
    if len(each) < 2 or len(waiting_cases(talk)) < 2:
        return _heard_one(talk, text)
    for place, one in enumerate(each, start=1):
        draft = talk.state.sending or WaybillDraft()
        talk.change(sending=replace(draft, following=len(each) - place))
        _heard_one(talk, one)
    return True


def _heard_one(talk: Talk, text: str) -> bool:
    """Take what tells of one waybill."""
    draft = talk.state.sending
    words = talk.pack.carriers
    known = words.carrier(draft.carrier) if draft is not None and draft.carrier else None
    found = read_waybill(text, words, known=known)
    asked = draft.asked if draft is not None else ""
    if not (found.number or (found.carrier is not None and found.carrier is not known)):
        return False
    if not asked and found.carrier is None and not found.fitting:
        return False  # a number like any other
    waiting = waiting_cases(talk)
    if not waiting:
        return talk.dealer is not None and already_sent(talk, found)
    draft = draft or WaybillDraft()
    draft = replace(
        draft,
        case=found.case or _hinted(talk, text, waiting) or draft.case,
        carrier=found.carrier.id if found.carrier is not None else draft.carrier,
        waybill=found.number or draft.waybill,
        pieces=None if draft.following else found.pieces or draft.pieces,
    )
    talk.change(sending=draft)
    _go_on(talk, draft, found, waiting)
    return True


def _told_case(talk: Talk, text: str) -> bool:
    """Take the typed answer to "which parcel is that number of": its last digits or its plant."""
    draft = talk.state.sending
    if draft is None or draft.asked != "case" or not draft.waybill:
        return False
    waiting = waiting_cases(talk)
    number = named_case(talk, text, waiting) if len(text.strip()) <= _SHORT_ANSWER else ""
    if not any(case.number == number for case in waiting):
        return False
    _choose(talk, replace(draft, case=number))
    return True


def _choose(talk: Talk, draft: WaybillDraft) -> None:
    """Go on with what a choice has added."""
    talk.change(sending=draft)
    words = talk.pack.carriers
    carrier = words.carrier(draft.carrier)
    found = read_waybill(draft.waybill, words, known=carrier)
    _go_on(talk, draft, replace(found, carrier=carrier), waiting_cases(talk))


def names_waybill(talk: Talk, text: str) -> bool:
    """Whether a message names both a carrier and a number of its form."""
    found = read_waybill(text, talk.pack.carriers)
    return found.carrier is not None and not found.problem


def ask_waybill(talk: Talk) -> bool:
    """Put the question for the waybill again; False when nothing waits for one."""
    waiting = waiting_cases(talk)
    if not waiting or talk.state.sending is None:
        return False
    talk.tell("dealer.ask_waybill", rule="return_waybill", found=waiting[0], count=len(waiting))
    return True


def tell_sent(talk: Talk) -> None:
    """Ask for the waybill of a parcel that was sent without one being told."""
    waiting = waiting_cases(talk)
    talk.change(sending=talk.state.sending or WaybillDraft())
    talk.tell("dealer.sent_how", rule="return_waybill", found=waiting[0], count=len(waiting))


def pressed_sending(talk: Talk, choice: str) -> bool:
    """Take a button of the waybill's question."""
    draft = talk.state.sending
    if draft is None:
        return False
    if choice.startswith(_CARRIER):
        draft = replace(draft, carrier=choice.removeprefix(_CARRIER))
    elif choice.startswith(_CASE):
        draft = replace(draft, case=choice.removeprefix(_CASE))
    else:
        return False
    _choose(talk, draft)
    return True


def _hinted(talk: Talk, text: str, waiting: Sequence[Case]) -> str:
    """Return the one case whose plant or part the message names; empty when none or several."""
    words, said = talk.pack.returns, normalise(text)
    part = find_part(said, words) if words is not None else ""
    warranty = words.parts[part].warranty if words is not None and part else ""
    digits = _FOUR_DIGITS.findall(said)
    hinted = [case.number for case in waiting if case.number[-_TAIL:] in digits]
    for case in waiting if not hinted else ():
        plant = plant_of(talk, case)
        at_plant = plant is not None and names_plant(talk.pack, plant.key, said)
        if at_plant or (warranty and any(line.part == warranty for line in case.lines)):
            hinted.append(case.number)
    return hinted[0] if len(hinted) == 1 else ""


def _go_on(talk: Talk, draft: WaybillDraft, found: Waybill, waiting: Sequence[Case]) -> None:
    carrier = talk.pack.carriers.carrier(draft.carrier)
    problem = found.problem
    if problem == "number_missing" and draft.waybill:
        problem = ""
    match problem:
        case "carrier_refused":
            talk.change(sending=replace(draft, carrier="", waybill=""))
            _say(talk, "dealer.carrier_refused", carrier)
        case "number_missing":
            talk.change(sending=replace(draft, asked="waybill"))
            _say(talk, "dealer.ask_number", carrier)
        case "number_wrong":
            _wrong_number(talk, draft, carrier)
        case "carrier_missing":
            _ask_carrier(talk, draft, found.fitting)
        case _:
            _pick_case(talk, draft, carrier, waiting)


def _say(talk: Talk, phrase: str, carrier: Carrier | None, **values: object) -> None:
    talk.tell(
        phrase,
        rule="return_waybill",
        carrier=carrier.name(talk.state.lang) if carrier is not None else "",
        example=carrier.example if carrier is not None else "",
        **values,
    )


def _wrong_number(talk: Talk, draft: WaybillDraft, carrier: Carrier | None) -> None:
    """Name what the carrier's numbers look like; the third time a person looks."""
    misses = draft.misses + 1
    if misses >= _MOST_MISSES:
        talk.change(sending=replace(draft, misses=0, waybill=""))
        talk.tell("dealer.waybill_by_person", rule="return_waybill")
        number = talk.next_ask(SCRIPT, "waybill")
        talk.flush(((person_button(talk, number),),))
        return
    talk.change(sending=replace(draft, asked="waybill", waybill="", misses=misses))
    _say(talk, "dealer.number_wrong", carrier, value=draft.waybill)


def _ask_carrier(talk: Talk, draft: WaybillDraft, fitting: Sequence[Carrier]) -> None:
    words = talk.pack.carriers
    offered = fitting or [one for one in words.carriers if not one.refused]
    number = talk.next_ask(SCRIPT, "carrier")
    talk.change(sending=replace(draft, asked="carrier", number=number))
    _say(talk, "dealer.ask_carrier", None, value=draft.waybill)
    buttons = [
        Button(one.name(talk.state.lang), payload(number, f"{_CARRIER}{one.id}"))
        for one in offered[:_MOST_CHOICES]
    ]
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def _pick_case(
    talk: Talk, draft: WaybillDraft, carrier: Carrier | None, waiting: Sequence[Case]
) -> None:
    chosen = next((case for case in waiting if case.number == draft.case), None)
    if chosen is None and len(waiting) == 1 and not _names_another_plant(talk, waiting[0]):
        chosen = waiting[0]
    if chosen is None:
        _ask_case(talk, draft, waiting)
    elif carrier is not None:
        _note(talk, draft, carrier, chosen)


def _names_another_plant(talk: Talk, case: Case) -> bool:
    """Whether the message speaks of a plant this case does not go to."""
    plants = talk.pack.brand.facts.get("plants")
    keys = plants if isinstance(plants, Mapping) else {}
    said = normalise(talk.said)
    named = {key for key in keys if names_plant(talk.pack, key, said)}
    plant = plant_of(talk, case)
    return bool(named) and plant is not None and plant.key not in named


def _ask_case(talk: Talk, draft: WaybillDraft, waiting: Sequence[Case]) -> None:
    number = talk.next_ask(SCRIPT, "case")
    talk.change(sending=replace(draft, asked="case", number=number))
    talk.tell("dealer.ask_which_case", rule="return_waybill", cases=tuple(waiting))
    buttons = []
    for case in waiting[:_MOST_CHOICES]:
        plant = plant_of(talk, case)
        label = f"{case.number[-4:]} {plant.name}" if plant is not None else case.number
        buttons.append(Button(label, payload(number, f"{_CASE}{case.number}")))
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def _note(talk: Talk, draft: WaybillDraft, carrier: Carrier, case: Case) -> None:
    """Make the move; the procedure says what is missing when it cannot be made."""
    values = {
        "carrier": carrier.name("zh-CN"),
        "waybill": draft.waybill,
        "pieces": str(draft.pieces or ""),
        "waybill_photo": draft.photo,
    }
    action = action_with(talk, case, "send_in")
    given = {key: value for key, value in values.items() if value}
    told = move(talk, case.number, action.id, given) if action is not None else ()
    if action is None or told:
        talk.change(sending=replace(draft, asked=""))
        talk.tell("dealer.not_noted", rule="return_waybill", messages=told)
        return
    rest = [one for one in waiting_cases(talk) if one.number != case.number]
    talk.change(sending=WaybillDraft() if rest else None)
    to, sender = _parties(talk, case)
    talk.tell(
        "dealer.waybill_noted",
        rule="return_waybill",
        found=case,
        carrier=carrier.name(talk.state.lang),
        waybill=draft.waybill,
        to=to,
        sender=sender,
        pieces=sum(line.quantity for line in case.lines),
        boxes=draft.pieces or 1,
        inspects=carrier.inspects,
    )
    if rest and not draft.following:
        talk.tell("dealer.next_parcel", rule="return_waybill", found=rest[0], count=len(rest))


def _parties(talk: Talk, case: Case) -> tuple[dict[str, str], dict[str, str]]:
    """Return consignee and sender of a case's waybill."""
    parcel = next((one for one in case.parcels if one.direction == "in"), None)
    if parcel is not None and parcel.consignee:
        plant = plant_view(talk.pack, parcel.plant, lang=talk.state.lang)
        to = dict(parcel.consignee)
        if plant is not None:
            to |= {"name": plant.name, "contact": plant.contact}
        return to, dict(parcel.sender)
    plant, known = plant_of(talk, case), dict(case.contact)
    to = (
        {
            "name": plant.name,
            "address": plant.address,
            "contact": plant.contact,
            "phone": plant.phone,
        }
        if plant is not None
        else {}
    )
    address = known.get("address") or known.get("place", "")
    return to, {
        "name": known.get("name", ""),
        "phone": known.get("phone", ""),
        "address": address,
    }
