"""What arrives besides words: a start link, photos, a phone number, a place."""

import re

from bot.core.engine.membership import invited, link_code
from bot.core.engine.offers import repeat
from bot.core.engine.register import amend_contact
from bot.core.engine.respond import answer
from bot.core.engine.silence import offer_resume
from bot.core.engine.talk import Talk
from bot.core.entities import find_mobile
from bot.core.events import CustomerSentMedia, CustomerSharedContact, CustomerSharedLocation
from bot.core.state import BOT

EVIDENCE = ("photo", "video", "document")
"""What a customer may show us; the rest of the media is talk."""
_PRODUCT = re.compile(r"product_([\w-]{1,64})")
_PACK = re.compile(r"pack_([\w-]{1,64})")
_LEAST_PHONE_DIGITS = 7


def started(talk: Talk, payload: str) -> None:
    """Greet, keep the product of the deep link, and never lose what is under way."""
    code = link_code(payload)
    if code is not None:
        invited(talk, code)
        repeat(talk)
        return
    pack, product = _PACK.fullmatch(payload), _PRODUCT.fullmatch(payload)
    if pack is not None and pack[1] in talk.book.packs and not talk.state.frames:
        talk.change(pack=pack[1])
    elif product is not None:
        talk.learn("product", product[1], said=payload)
    if talk.pending is not None:
        offer_resume(talk)
        return
    talk.change(offer=None)
    talk.tell("flow.hello" if talk.state.owner == BOT else "flow.hello_queued", rule="start")


def media_came(talk: Talk, media: CustomerSentMedia) -> bool:
    """Keep a photo or video as evidence; True when a caption is still to be read."""
    kind = media.file.kind
    if media.album and media.album == talk.state.album:
        keep_media(talk, media)
        return False
    talk.change(album=media.album)
    if kind == "voice":
        talk.tell("input.voice", rule="media")
        repeat(talk)
        return False
    if kind not in EVIDENCE:
        if not media.caption:
            talk.tell("input.sticker", rule="media")
            repeat(talk)
        return True
    keep_media(talk, media)
    pending = talk.pending
    if pending is not None and pending[1].kind == "photo":
        talk.said = media.caption or media.file.kind
        answer(talk, media.file.ref)
        return False
    if media.caption:
        talk.tell("input.photo_kept", rule="media")
        return True
    if talk.open_case() is not None:
        talk.tell("input.photo_added", rule="media")
    else:
        talk.tell(
            "input.photo_kept" if pending is not None or talk.state.offer else "input.photo_first",
            rule="media",
        )
    repeat(talk)
    return False


def keep_media(talk: Talk, media: CustomerSentMedia) -> None:
    """Keep a photo or video as evidence, in the open case too."""
    if media.file.ref not in talk.state.evidence:
        talk.change(evidence=(*talk.state.evidence, media.file.ref))
        talk.learn("photo", media.file.ref, said=media.caption or media.file.kind)
        amend_contact(talk, "evidence_added")


def contact_came(talk: Talk, contact: CustomerSharedContact) -> None:
    """Keep a shared phone number, mainland mobiles without their country code."""
    digits = find_mobile(contact.phone) or "".join(x for x in contact.phone if x.isdigit())
    if len(digits) < _LEAST_PHONE_DIGITS:
        talk.tell("input.phone_invalid", rule="contact")
        return
    talk.learn("phone", digits, said=contact.phone)
    if talk.pending is None or talk.pending[1].kind != "phone":
        amend_contact(talk, "told_later")
        talk.tell("input.phone_kept", rule="contact")


def location_came(talk: Talk, place: CustomerSharedLocation) -> None:
    """Keep a shared place; one that is not on earth is passed over."""
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        return
    where = f"{place.latitude:.5f},{place.longitude:.5f}"
    talk.learn("place", where, said=where)
    amend_contact(talk, "told_later")
    talk.tell("input.place_kept", rule="location")
