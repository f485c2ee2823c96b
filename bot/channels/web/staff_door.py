"""Staff sign in here, and out."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.channels.callers import address_of
from bot.channels.cleaning import clean
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.templates import render
from bot.channels.web.words import Words, language_of
from bot.core.say import FALLBACK_LANGUAGE
from bot.core.staff import StaffMember
from bot.desk import staff
from bot.desk.staff import Refused

COOKIE = "shouhou_staff"
HOME = "/desk"

_Text = Annotated[str, Form(max_length=200)]


def staff_member(office: Office, request: Request) -> StaffMember | None:
    """Return who is signed in, None when nobody is."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    return staff.who_is(office.desk.store, token, now=datetime.now(UTC))


def staff_words(office: Office, request: Request) -> Words:
    """Return the words of the staff's pages in the browser's language."""
    pack = office.shelf.book.pack("")
    header = request.headers.get("accept-language", "")
    languages = tuple(sorted(pack.brand.languages, key=lambda one: one != FALLBACK_LANGUAGE))
    return Words(pack, language_of(header, known=languages))


def to_login(path: str = HOME) -> RedirectResponse:
    """Send a stranger to the sign-in page and, once signed in, back."""
    return RedirectResponse(f"/login?then={path}", status.HTTP_303_SEE_OTHER)


def staff_routes(office: Office) -> APIRouter:
    """Return `/login` and `/logout`."""
    routes = APIRouter(default_response_class=HTMLResponse)
    mine = [Depends(same_origin)]

    def login_page(request: Request, *, code: int = status.HTTP_200_OK, **more: str) -> Response:
        words = staff_words(office, request)
        return HTMLResponse(render("login.html", words=words, **more), code)

    @routes.get("/login")
    def ask(request: Request, then: str = HOME, changed: bool = False) -> Response:  # noqa: FBT001, FBT002 — a query
        """Show the sign-in page."""
        note = staff_words(office, request)["password_changed"] if changed else ""
        return login_page(request, then=_local(then), note=note)

    @routes.post("/login", dependencies=mine)
    async def enter(
        request: Request, login: _Text, password: _Text, then: _Text = HOME
    ) -> Response:
        """Check login and password."""
        result = await office.turnstile.check(
            staff.sign_in,
            office.desk.store,
            login=clean(login).strip(),
            password=password,
            address=address_of(request),
            now=datetime.now(UTC),
        )
        if isinstance(result, Refused):
            words = staff_words(office, request)
            problem = words["wrong_password"]
            if result.retry_at is not None:
                problem = f"{words['blocked']} {clock_of(office, result.retry_at)}"
            return login_page(
                request,
                code=status.HTTP_401_UNAUTHORIZED,
                then=_local(then),
                login=login,
                problem=problem,
            )
        if before := request.cookies.get(COOKIE):
            await asyncio.to_thread(staff.sign_out, office.desk.store, before)
        answer = RedirectResponse(_local(then), status.HTTP_303_SEE_OTHER)
        answer.set_cookie(
            COOKIE,
            result.token,
            expires=result.until,
            httponly=True,
            samesite="lax",
            secure=office.secure,
        )
        return answer

    @routes.post("/logout", dependencies=mine)
    def leave(request: Request) -> Response:
        """Close the session."""
        staff.sign_out(office.desk.store, request.cookies.get(COOKIE, ""))
        return signed_out("/login")

    return routes


def clock_of(office: Office, at: datetime) -> str:
    """Return a moment of today as the company's clocks show it."""
    zone = ZoneInfo(office.shelf.book.pack("").brand.hours.timezone)
    return f"{at.astimezone(zone):%H:%M:%S}"


def signed_out(to: str) -> RedirectResponse:
    """Send somebody on without the session."""
    answer = RedirectResponse(to, status.HTTP_303_SEE_OTHER)
    answer.delete_cookie(COOKIE)
    return answer


def _local(path: str) -> str:
    """Return a path of this site; anything that could lead elsewhere becomes the staff's home."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else HOME
