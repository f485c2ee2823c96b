"""The door of the pages about people: who may come in, and the frame every page stands in."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.channels.web.drawing import in_words
from bot.channels.web.office import Office
from bot.channels.web.staff_bar import AREA, PLACES, may_enter, staff_bar
from bot.channels.web.staff_door import staff_member, staff_words, to_login
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.staff import StaffMember
from bot.desk.audit import note_done

_PLACES = {place.path: place for place in PLACES}


class Visitor:
    """Somebody who may be on a page about people, with the page's words and clock."""

    def __init__(self, office: Office, request: Request, member: StaffMember, *, path: str) -> None:
        self.office = office
        self.member = member
        self.path = path
        self.words: Words = staff_words(office, request)
        self.own_words: Words = self.words.area(AREA)
        self.now = datetime.now(UTC)
        self.site = str(request.base_url).rstrip("/")

    @property
    def zone(self) -> ZoneInfo:
        """Where the company's days begin."""
        return ZoneInfo(self.office.shelf.book.pack("").brand.hours.timezone)

    def page(self, template: str, *, code: int = status.HTTP_200_OK, **values: object) -> Response:
        """Return a page; `good` and `bad` are short notices above it."""
        brand = self.office.shelf.book.pack("").brand
        html = render(
            template,
            words=self.words,
            office=self.own_words,
            bar=staff_bar(
                self.words, self.member, here=self.path, brand=in_words(brand.name, self.words.lang)
            ),
            me=self.member,
            zone=self.zone,
            now=self.now,
            **({"good": "", "bad": ""} | values),
        )
        return HTMLResponse(html, code, headers={"Cache-Control": "no-store"})

    def said(self, name: str) -> str:
        """Return a notice by name; empty when there is none of that name."""
        known = name in self.own_words
        return self.own_words[name] if known else ""

    def log(self, what: str, detail: str) -> None:
        """Keep in the audit log what this person did."""
        note_done(self.office.desk.store, self.member, what, detail=detail, at=self.now)


def entrance(office: Office, path: str) -> Callable[[Request], Visitor]:
    """Return the dependency that lets managers and administrators in.

    A stranger is sent to sign in, anybody else is refused (403).
    """

    def enter(request: Request) -> Visitor:
        member = staff_member(office, request)
        if member is None:
            to = to_login(path).headers["location"]
            raise HTTPException(status.HTTP_303_SEE_OTHER, headers={"Location": to})
        if not may_enter(member, _PLACES[path]):
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        return Visitor(office, request, member, path=path)

    return enter


def sent_on(path: str, **query: str) -> Response:
    """Send a browser on after a form was carried out, so that a reload does nothing again."""
    return RedirectResponse(f"{path}?{urlencode(query)}", status.HTTP_303_SEE_OTHER)
