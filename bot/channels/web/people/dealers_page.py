"""`/dealers`: dealerships, their profile, their people and invites, and what they bought."""

from collections.abc import Mapping, Sequence
from typing import Annotated, cast

import segno
from fastapi import APIRouter, Depends, Form, Query, Response, status
from markupsafe import Markup

from bot.channels.cleaning import clean
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.people.entrance import Visitor, entrance, sent_on
from bot.core.dealers import Address, Right
from bot.desk import dealers, membership
from bot.desk.dealers import DealerRefusedError, Profile
from bot.desk.membership import Invitation

PATH = "/dealers"

_SHOWN_PURCHASES = 60
_Text = Annotated[str, Form(max_length=1000)]
_Texts = Annotated[list[str] | None, Form()]
_Word = Annotated[str, Query(max_length=64)]


def dealer_routes(office: Office) -> APIRouter:
    """Return `/dealers` and what its forms do."""
    routes = APIRouter(prefix=PATH)
    mine = [Depends(same_origin)]
    boss = Annotated[Visitor, Depends(entrance(office, PATH))]

    @routes.get("")
    def show(visitor: boss, id: _Word = "", done: _Word = "") -> Response:  # noqa: A002 — the query's name
        """Show every dealer, and one of them or the form for a new one."""
        return dealers_page(visitor, id, good=visitor.said(f"done_{done}"))

    @routes.post("/add", dependencies=mine)
    def add(
        visitor: boss,
        name: _Text,
        contact: _Text = "",
        phone: _Text = "",
        address: _Text = "",
    ) -> Response:
        """Create a dealer."""
        place = Address(label="", text=clean(address), contact="", phone="")
        profile = Profile(
            name=clean(name), contact=clean(contact), phone=clean(phone), addresses=(place,)
        )
        try:
            made = dealers.add_dealer(
                office.desk.store, profile, now=visitor.now, by=visitor.member.id
            )
        except DealerRefusedError as refused:
            return _refuse(visitor, "", refused)
        visitor.log("dealer_added", made.id)
        return sent_on(PATH, id=made.id, done="dealer_added")

    @routes.post("/{dealer}/profile", dependencies=mine)
    def profile(
        visitor: boss,
        dealer: str,
        *,
        name: _Text,
        contact: _Text = "",
        phone: _Text = "",
        note: _Text = "",
        label: _Texts = None,
        place: _Texts = None,
        person: _Texts = None,
        number: _Texts = None,
    ) -> Response:
        """Replace a profile; addresses come as columns of the same length."""
        changed = Profile(
            name=clean(name),
            contact=clean(contact),
            phone=clean(phone),
            addresses=_addresses(label, place, person, number),
            note=clean(note),
        )
        try:
            dealers.change_profile(
                office.desk.store, dealer, changed, now=visitor.now, by=visitor.member.id
            )
        except DealerRefusedError as refused:
            return _refuse(visitor, dealer, refused)
        visitor.log("dealer_profile", dealer)
        return sent_on(PATH, id=dealer, done="profile")

    @routes.post("/{dealer}/invite", dependencies=mine)
    def invite(visitor: boss, dealer: str, right: _Text = "submit", name: _Text = "") -> Response:
        """Make an invite and show its code and its picture, once."""
        try:
            made = membership.invite(
                office.desk.store,
                dealer,
                now=visitor.now,
                right="submit" if right == "submit" else "look",
                name=clean(name),
                by=visitor.member.id,
            )
        except DealerRefusedError as refused:
            return _refuse(visitor, dealer, refused)
        visitor.log("dealer_invited", dealer)
        return dealers_page(visitor, dealer, invitation=made)

    @routes.post("/{dealer}/{deed}", dependencies=mine)
    def do(
        visitor: boss, dealer: str, deed: str, subject: _Text = "", right: _Text = ""
    ) -> Response:
        """Carry out what a button of a dealer's page asks; `subject` is a member or an invite."""
        try:
            _do(visitor, dealer, deed, subject=subject, right=right)
        except DealerRefusedError as refused:
            return _refuse(visitor, dealer, refused)
        visitor.log(f"dealer_{deed}", f"{dealer} {subject}".strip())
        return sent_on(PATH, id=dealer, done=deed)

    return routes


def dealers_page(
    visitor: Visitor,
    dealer: str,
    *,
    good: str = "",
    bad: str = "",
    invitation: Invitation | None = None,
    problems: Sequence[str] = (),
    code: int = status.HTTP_200_OK,
) -> Response:
    """Return the page with one dealer open."""
    store = visitor.office.desk.store
    everybody = dealers.list_dealers(store, now=visitor.now)
    chosen = next((one for one in everybody if one.id == dealer), None)
    bought = dealers.bought_by(store, chosen.id) if chosen is not None else ()
    links = () if invitation is None else _links(visitor, invitation)
    return visitor.page(
        "people/dealers.html",
        code=code,
        good=good,
        bad=bad,
        everybody=everybody,
        chosen=chosen,
        bought=bought[:_SHOWN_PURCHASES],
        more=max(0, len(bought) - _SHOWN_PURCHASES),
        part_names=_part_names(visitor),
        invitation=invitation,
        links=links,
        picture=qr_picture(links[0]) if links else "",
        problems=problems,
    )


def qr_picture(text: str) -> Markup:
    """Return a QR code as an SVG that stands in the page."""
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(scale=5, border=3, dark="#10291f", light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704 — drawn here, the text is only dots in it


def _do(visitor: Visitor, dealer: str, deed: str, *, subject: str, right: str) -> None:
    store, now, by = visitor.office.desk.store, visitor.now, visitor.member.id
    known = dealers.find_dealer(store, dealer, now=now)
    if known is None:
        raise DealerRefusedError("no_such_dealer", dealer)
    if deed in ("right", "remove") and subject not in [one.id for one in known.people]:
        raise DealerRefusedError("no_such_member", subject)
    match deed:
        case "right":
            wanted: Right = "submit" if right == "submit" else "look"
            membership.give_right(store, subject, wanted)
        case "remove":
            membership.take_out(store, subject, now=now, by=by)
        case "take_back":
            membership.take_back(store, subject, now=now)
        case "close":
            dealers.close_dealer(store, dealer, now=now, by=by)
        case "open":
            dealers.open_dealer(store, dealer, now=now, by=by)
        case _:
            raise DealerRefusedError("no_such_deed", deed)


def _refuse(visitor: Visitor, dealer: str, refused: DealerRefusedError) -> Response:
    return dealers_page(
        visitor,
        dealer,
        bad=visitor.said(f"refused_{refused.reason}"),
        code=status.HTTP_422_UNPROCESSABLE_CONTENT,
    )


def _addresses(*columns: list[str] | None) -> tuple[Address, ...]:
    rows = zip(*(column or [] for column in columns), strict=False)
    return tuple(
        Address(label=clean(label), text=clean(text), contact=clean(contact), phone=clean(phone))
        for label, text, contact, phone in rows
    )


def _links(visitor: Visitor, invitation: Invitation) -> tuple[str, ...]:
    """Return the links that carry the code, the one for a telephone first."""
    name = visitor.office.bot_name
    telegram = (f"https://t.me/{name}?start={invitation.payload}",) if name else ()
    return (*telegram, f"{visitor.site}/?start={invitation.payload}")


def _part_names(visitor: Visitor) -> Mapping[str, str]:
    """Return what the parts of the warranty table are called."""
    policy = visitor.office.shelf.book.pack("").policies.get("warranty", {})
    rows = cast("Mapping[str, Mapping[str, Mapping[str, str]]]", policy.get("parts", {}))
    lang = visitor.words.lang
    return {key: row["name"].get(lang) or row["name"]["zh-CN"] for key, row in rows.items()}
