"""Staff change their passwords here."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response, status
from fastapi.responses import HTMLResponse

from bot.channels.callers import address_of
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.staff_door import (
    clock_of,
    signed_out,
    staff_member,
    staff_words,
    to_login,
)
from bot.channels.web.templates import render
from bot.core.staff import StaffMember
from bot.desk import staff
from bot.desk.staff import MIN_PASSWORD, PasswordBlockedError, PasswordRefusedError

_Secret = Annotated[str, Form(max_length=200)]


def password_routes(office: Office) -> APIRouter:
    """Return `/password`."""
    routes = APIRouter()

    @routes.get("/password")
    def ask_password(request: Request) -> Response:
        """Show the page to change one's password."""
        member = staff_member(office, request)
        if member is None:
            return to_login("/password")
        return _page(office, request, member)

    @routes.post("/password", dependencies=[Depends(same_origin)])
    async def change(request: Request, old: _Secret, new: _Secret, again: _Secret) -> Response:
        """Change the password; every session of the account ends, this one too."""
        member = await asyncio.to_thread(staff_member, office, request)
        if member is None:
            return to_login("/password")
        problem = _problem(new, again)
        if not problem:
            try:
                await office.turnstile.check(
                    staff.change_password,
                    office.desk.store,
                    staff_id=member.id,
                    old=old,
                    new=new,
                    address=address_of(request),
                    now=datetime.now(UTC),
                )
                return signed_out("/login?changed=true")
            except PasswordBlockedError as blocked:
                return _page(office, request, member, problem="blocked", until=blocked.retry_at)
            except PasswordRefusedError:
                problem = "old_password_wrong"
        return _page(office, request, member, problem=problem)

    return routes


def _page(
    office: Office,
    request: Request,
    member: StaffMember,
    *,
    problem: str = "",
    until: datetime | None = None,
) -> HTMLResponse:
    words = staff_words(office, request)
    told = words[problem] if problem else ""
    page = render(
        "password.html",
        words=words,
        login=member.login,
        shortest=MIN_PASSWORD,
        problem=told if until is None else f"{told} {clock_of(office, until)}",
    )
    code = status.HTTP_422_UNPROCESSABLE_CONTENT if problem else status.HTTP_200_OK
    return HTMLResponse(page, code)


def _problem(new: str, again: str) -> str:
    if new != again:
        return "passwords_differ"
    return "password_short" if len(new) < MIN_PASSWORD else ""
