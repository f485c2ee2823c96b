"""`/staff`: who works here, with which roles, on duty or away, and how they sign in."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Response, status

from bot.channels.cleaning import clean
from bot.channels.web.office import Office
from bot.channels.web.origin import same_origin
from bot.channels.web.people.entrance import Visitor, entrance, sent_on
from bot.core.codes import shown
from bot.core.staff import STAFF_ROLES, StaffMember
from bot.desk import accounts
from bot.desk.accounts import StaffRefusedError

PATH = "/staff"

_ADMIN = "admin"
_ABOVE = frozenset({"admin", "gm"})
"""Roles that only an administrator gives, and whose accounts nobody else touches."""
_FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
_Text = Annotated[str, Form(max_length=200)]
_Roles = Annotated[list[str] | None, Form()]
_Word = Annotated[str, Query(max_length=64)]


def account_routes(office: Office) -> APIRouter:
    """Return `/staff` and what its forms do."""
    routes = APIRouter(prefix=PATH)
    mine = [Depends(same_origin)]
    boss = Annotated[Visitor, Depends(entrance(office, PATH))]

    @routes.get("")
    def show(visitor: boss, who: _Word = "", done: _Word = "") -> Response:
        """Show everybody, and one person or the form for a new one."""
        return _page(visitor, who=who, good=visitor.said(f"done_{done}"))

    @routes.post("/add", dependencies=mine)
    async def add(visitor: boss, login: _Text, name: _Text = "", roles: _Roles = None) -> Response:
        """Create an account and show its first password, once."""
        given = tuple(roles or ())
        try:
            _may_give(visitor, given, member=None)
            member, password = await office.turnstile.check(
                accounts.new_account,
                office.desk.store,
                login=clean(login).strip().lower(),
                name=clean(name).strip(),
                roles=given,
                now=visitor.now,
            )
        except StaffRefusedError as refused:
            kept = {"login": login, "name": name, "roles": given}
            return await asyncio.to_thread(_refuse, visitor, "", refused, kept=kept)
        await asyncio.to_thread(visitor.log, "staff_added", f"{member.login} {' '.join(given)}")
        return await asyncio.to_thread(_page, visitor, who=member.login, password=password)

    @routes.post("/{login}/password", dependencies=mine)
    async def password(visitor: boss, login: str) -> Response:
        """Give a person a password made here and show it, once."""
        try:
            await asyncio.to_thread(_in_reach, visitor, login)
            made = await office.turnstile.check(accounts.new_password, office.desk.store, login)
        except StaffRefusedError as refused:
            return await asyncio.to_thread(_refuse, visitor, login, refused)
        await asyncio.to_thread(visitor.log, "staff_password", login)
        return await asyncio.to_thread(_page, visitor, who=login, password=made)

    @routes.post("/{login}/link", dependencies=mine)
    def link(visitor: boss, login: str) -> Response:
        """Make a code that links a Telegram account, and show it, once."""
        try:
            _in_reach(visitor, login)
            by, now = visitor.member.id, visitor.now
            code = accounts.link_code(office.desk.store, login, now=now, by=by)
        except StaffRefusedError as refused:
            return _refuse(visitor, login, refused)
        visitor.log("staff_link", login)
        return _page(visitor, who=login, link_line=f"/start {shown(code)}")

    @routes.post("/{login}/{deed}", dependencies=mine)
    def do(
        visitor: boss,
        login: str,
        deed: str,
        *,
        name: _Text = "",
        roles: _Roles = None,
        until: _Text = "",
        delegate: _Text = "",
    ) -> Response:
        """Carry out what a form of a person's page asks."""
        given = tuple(roles or ())
        form = {"name": clean(name).strip(), "until": until, "delegate": delegate}
        try:
            member = _in_reach(visitor, login)
            _do(visitor, member, deed, form=form, roles=given)
        except StaffRefusedError as refused:
            return _refuse(visitor, login, refused)
        visitor.log(f"staff_{deed}", f"{login} {' '.join(given)}".strip())
        return sent_on(PATH, who=member.login, done=deed)

    return routes


def _do(
    visitor: Visitor,
    member: StaffMember,
    deed: str,
    *,
    form: Mapping[str, str],
    roles: tuple[str, ...],
) -> None:
    store, login = visitor.office.desk.store, member.login
    match deed:
        case "roles":
            _may_give(visitor, roles, member=member)
            accounts.set_roles(store, login, roles)
            if form["name"]:
                accounts.rename(store, login, form["name"])
        case "on_duty" | "off_duty":
            accounts.set_on_duty(store, login, on_duty=deed == "on_duty")
        case "away":
            until = _end_of(form["until"], visitor)
            accounts.set_away(store, login, until=until, delegate=form["delegate"])
        case "back":
            accounts.set_away(store, login, until=None)
        case "close":
            if member.id == visitor.member.id:
                raise StaffRefusedError("yourself", login)
            accounts.close_account(store, login)
        case "open":
            accounts.open_account(store, login)
        case "unlink":
            accounts.set_telegram(store, login, None)
        case _:
            raise StaffRefusedError("no_such_deed", deed)


def _end_of(day: str, visitor: Visitor) -> datetime:
    """Return the end of a day of leave; without one, leave lasts until somebody ends it."""
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return _FOREVER
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=visitor.zone)


def _in_reach(visitor: Visitor, login: str) -> StaffMember:
    """Return the person; only an administrator may touch the account of one, or of the general manager."""
    member = accounts.find_login(visitor.office.desk.store, login)
    if member is None:
        raise StaffRefusedError("no_such_login", login)
    if not _is_in_reach(visitor, member):
        raise StaffRefusedError("admins_only", login)
    return member


def _is_in_reach(visitor: Visitor, member: StaffMember) -> bool:
    return _ADMIN in visitor.member.roles or _ABOVE.isdisjoint(member.roles)


def _may_give(visitor: Visitor, roles: tuple[str, ...], *, member: StaffMember | None) -> None:
    """Refuse roles above the giver's, and more for the giver: nobody signs for two by giving it to himself."""
    had = () if member is None else member.roles
    more = set(roles) - set(had)
    his_own = member is not None and member.id == visitor.member.id
    if _ADMIN not in visitor.member.roles and (_ABOVE & more or (his_own and more)):
        raise StaffRefusedError("admins_only", " ".join(roles))


def _refuse(
    visitor: Visitor,
    who: str,
    refused: StaffRefusedError,
    *,
    kept: Mapping[str, Any] | None = None,
) -> Response:
    return _page(
        visitor,
        who=who,
        bad=visitor.said(f"refused_{refused.reason}"),
        kept=kept,
        code=status.HTTP_422_UNPROCESSABLE_CONTENT,
    )


def _page(
    visitor: Visitor,
    *,
    who: str = "",
    kept: Mapping[str, Any] | None = None,
    code: int = status.HTTP_200_OK,
    **shown_once: str,
) -> Response:
    everybody = accounts.staff_list(visitor.office.desk.store)
    chosen = next((one for one in everybody if one.login == who), None)
    admin = _ADMIN in visitor.member.roles
    return visitor.page(
        "people/staff.html",
        code=code,
        everybody=everybody,
        chosen=chosen,
        names={one.id: one.name for one in everybody},
        roles=[role for role in STAFF_ROLES if admin or role not in _ABOVE],
        in_reach=chosen is not None and _is_in_reach(visitor, chosen),
        kept=kept or {"login": "", "name": "", "roles": ("agent",)},
        forever=_FOREVER,
        **({"password": "", "link_line": ""} | shown_once),
    )
