"""The dealer said yes: one case a plant is opened, with its parcel, its list and its official address (R1, R13)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.cases import Case, CaseLine, LineWarranty, Parcel
from bot.core.dealers import DealerSeen
from bot.core.effects import ClearTimer, HandOff, SendDocument, Why
from bot.core.engine.talk import Talk
from bot.core.printing import keep, send
from bot.core.procedures.actor import Actor
from bot.core.procedures.opening import begin
from bot.core.returns.announced import PROCEDURE
from bot.core.returns.asking import SCRIPT
from bot.core.returns.check import CheckedLine
from bot.core.returns.draft import ReturnDraft, WaybillDraft
from bot.core.returns.photos import ask_loose
from bot.core.returns.showing import PlantView, plant_view
from bot.core.returns.summary import GOING, TIMER, checked_lines
from bot.core.returns.words import ReturnWords
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.state import BOT, QUEUE

_LONGEST_NOTE = 160
LIST, LABEL = "return_list", "shipping_label"


def submit(talk: Talk) -> None:
    """Open the cases of the draft; a line that is wrong or refused stays out of them."""
    draft, words, dealer = talk.state.returning, talk.pack.returns, talk.dealer
    if draft is None or words is None or dealer is None:
        return
    checked = checked_lines(talk, draft)
    going = [one for one in checked if one.stands in GOING]
    if not going:
        if _fetch_what_stays(talk, dealer, checked):
            talk.change(returning=None)
            talk.effects.append(ClearTimer(TIMER))
        else:
            talk.tell("dealer.nothing_goes", rule="return_submit")
        return
    if ask_loose(talk, len(by_plant(going))):
        return
    draft = talk.state.returning or draft
    sender = sender_of(dealer, draft)
    if not dict(sender).get("address"):
        _ask_sender(talk, draft)
        return
    cases = [
        _open(talk, dealer, draft, plant=plant, lines=lines, sender=sender, words=words)
        for plant, lines in by_plant(going).items()
    ]
    talk.change(
        returning=None,
        sending=WaybillDraft(case=cases[0].number if len(cases) == 1 else ""),
        case=cases[-1].number,
        evidence=(),
    )
    talk.effects.append(ClearTimer(TIMER))
    _say_opened(talk, cases, left_out=len(checked) - len(going))
    _fetch_what_stays(talk, dealer, checked)


def _fetch_what_stays(talk: Talk, dealer: DealerSeen, checked: Sequence[CheckedLine]) -> bool:
    """Have a colleague arrange how what no courier may carry is fetched; False when there is nothing of the kind."""
    staying = [one.line for one in checked if one.stays]
    if not staying:
        return False
    told = "；".join(line.said for line in staying)
    note = f"{dealer.name} {told}"[:_LONGEST_NOTE]
    talk.effects.append(HandOff(reason="not_shippable", priority="urgent", note=note))
    if talk.state.owner == BOT:
        talk.change(owner=QUEUE, queued_for="not_shippable")
    talk.tell("dealer.fetch_called", rule="return_danger")
    return True


def by_plant(lines: Sequence[CheckedLine]) -> dict[str, list[CheckedLine]]:
    """Return the lines by the plant they go to, in the order of first mention."""
    out: dict[str, list[CheckedLine]] = {}
    for one in lines:
        out.setdefault(one.plant, []).append(one)
    return out


def sender_of(dealer: DealerSeen, draft: ReturnDraft | None) -> tuple[tuple[str, str], ...]:
    """Return who sends the parcel: the profile's first address, or what was told for this return alone."""
    if dealer.addresses:
        first = dealer.addresses[0]
        address = first.text
        contact, phone = first.contact or dealer.contact, first.phone or dealer.phone
    else:
        address = draft.sender if draft is not None else ""
        contact, phone = dealer.contact, dealer.phone
    return (
        ("name", dealer.name),
        ("address", address),
        ("contact", contact),
        ("phone", phone),
    )


def _ask_sender(talk: Talk, draft: ReturnDraft) -> None:
    number = talk.next_ask(SCRIPT, "sender")
    talk.change(returning=replace(draft, stage="sender", asked=None, number=number))
    talk.tell("dealer.ask_sender", rule="return_sender")


def _open(
    talk: Talk,
    dealer: DealerSeen,
    draft: ReturnDraft,
    *,
    plant: str,
    lines: Sequence[CheckedLine],
    sender: tuple[tuple[str, str], ...],
    words: ReturnWords,
) -> Case:
    view = plant_view(talk.pack, plant, lang=FALLBACK_LANGUAGE)
    known = dict(sender)
    case = Case(
        number=talk.records.new_case_number(talk.now),
        procedure=PROCEDURE,
        stage="announced",
        conversation=talk.event.conversation,
        opened_at=talk.now,
        lines=tuple(case_line(one, words) for one in lines),
        contact=tuple(
            (key, value)
            for key, value in (
                ("name", dealer.member_name or known["contact"]),
                ("dealer_name", dealer.name),
                ("contact", known["contact"]),
                ("phone", known["phone"] or dealer.phone),
                ("address", known["address"]),
            )
            if value
        ),
        evidence=draft.whole,
        dealer=dealer.id,
        parcels=(
            Parcel(
                id="p1",
                direction="in",
                plant=plant,
                consignee=_consignee(view),
                sender=tuple((key, value) for key, value in sender if value),
            ),
        ),
    )
    actor = Actor(kind="dealer", id=dealer.member, name=dealer.member_name)
    opened, effects = begin(
        talk.pack,
        case,
        actor=actor,
        people=talk.records,
        at=talk.now,
        lang=talk.state.lang,
        quietly=True,
    )
    talk.effects += effects
    talk.draft = opened
    return opened


def _consignee(view: PlantView | None) -> tuple[tuple[str, str], ...]:
    if view is None:
        return ()
    pairs = (
        ("name", view.name),
        ("address", view.address),
        ("contact", view.contact),
        ("phone", view.phone),
    )
    return tuple((key, value) for key, value in pairs if value)


def case_line(one: CheckedLine, words: ReturnWords) -> CaseLine:
    """Return a checked line as the case keeps it."""
    line, cover = one.line, one.cover
    return CaseLine(
        part=words.parts[line.part].warranty,
        remedy="return",
        quantity=line.pieces,
        said=line.fault or line.said,
        facts=(("part", words.parts[line.part].name(FALLBACK_LANGUAGE)), ("told", line.said)),
        model=line.model,
        serials=line.serials,
        bought_on=one.recorded or line.bought,
        plant=one.plant,
        warranty=LineWarranty(result=cover.result, reason=cover.reason, until=cover.until)
        if cover is not None
        else None,
        flags=one.flags,
        photos=line.photos,
        logistics="announced",
    )


def _say_opened(talk: Talk, cases: Sequence[Case], *, left_out: int) -> None:
    talk.tell(
        "dealer.opened",
        rule="return_opened",
        cases=tuple(cases),
        pieces=sum(line.quantity for case in cases for line in case.lines),
        left_out=left_out,
    )
    talk.flush()
    talk.tell("dealer.packing", rule="return_packing")
    talk.flush()
    for case in cases:
        plant = plant_view(talk.pack, case.lines[0].plant, lang=talk.state.lang)
        if plant is not None:
            talk.tell("dealer.parcel", rule="return_parcel", found=case, plant=plant)
            talk.flush()
        print_papers(talk, case)
    talk.tell("dealer.ask_waybill", rule="return_waybill", found=cases[0], count=len(cases))


def print_papers(talk: Talk, case: Case) -> None:
    """Send the list that travels inside the parcel and the label for its outside."""
    words = talk.pack.returns
    if words is None:
        return
    for form, phrase, data in (
        (LIST, "dealer.list_sent", list_data(talk, case)),
        (LABEL, "dealer.label_sent", label_data(talk, case)),
    ):
        if form in talk.pack.documents:
            talk.effects.append(_document(talk, case, form, phrase, data))


def keep_list(talk: Talk, case: Case) -> None:
    """Lay the changed list with the case, for the factory: the box with the old one is closed."""
    if LIST in talk.pack.documents:
        talk.effects.append(keep(talk.pack, LIST, list_data(talk, case), case=case.number))


def _document(
    talk: Talk, case: Case, form: str, phrase: str, data: dict[str, object]
) -> SendDocument:
    text, variant = render(
        talk.pack,
        phrase,
        lambda: {"found": case},
        lang=talk.state.lang,
        seed=f"{talk.event.conversation}/{talk.state.turns}",
    )
    why = Why(rule="return_papers", phrase=variant)
    return send(talk.pack, form, data, text=text, why=why, case=case.number)


def list_data(talk: Talk, case: Case) -> dict[str, object]:
    """Return what fills the 退货清单 of a case (R1)."""
    return {
        "number": case.number,
        "date": talk.today.isoformat(),
        "dealer": _party(dict(case.parcels[0].sender), ("name", "address", "contact", "phone")),
        "plant": _party(dict(case.parcels[0].consignee), ("name", "address", "contact", "phone")),
        "total": sum(line.quantity for line in case.lines),
        "lines": [_list_row(talk, line) for line in case.lines],
    }


def label_data(talk: Talk, case: Case) -> dict[str, object]:
    """Return what fills the label: consignee, sender, count, and the number to be scanned (R1)."""
    parcel = case.parcels[0]
    return {
        "number": case.number,
        "date": talk.today.isoformat(),
        "to": _party(dict(parcel.consignee), ("name", "address", "contact", "phone")),
        "from": _party(dict(parcel.sender), ("name", "address", "phone")),
        "items": sum(line.quantity for line in case.lines),
        "contents": "、".join(f"{_name(line)} {line.quantity}" for line in case.lines)[:300],
    }


def _party(known: dict[str, str], keys: Sequence[str]) -> dict[str, str]:
    return {key: known.get(key) or "—" for key in keys}


def _name(line: CaseLine) -> str:
    return dict(line.facts).get("part", line.part)


def _list_row(talk: Talk, line: CaseLine) -> dict[str, object]:
    result = line.warranty.result if line.warranty is not None else "unknown"
    row: dict[str, object] = {
        "part": _name(line),
        "model": line.model,
        "quantity": line.quantity,
        "serials": list(line.serials),
        "bought_on": line.bought_on.isoformat() if line.bought_on else None,
        "fault": line.said,
        "warranty": render(
            talk.pack,
            f"dealer.word_{result}",
            dict,
            lang=FALLBACK_LANGUAGE,
            seed="",
        )[0],
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}
