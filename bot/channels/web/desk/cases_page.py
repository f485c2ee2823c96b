"""The page `/cases`: everybody's cases as a list or a board, and each with what can be done now."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Query, Request, Response
from nicegui import run, ui

from bot.channels.web.desk.cases_view import CasesView
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.page import AREA, add_assets, frame, said
from bot.channels.web.office import PATIENCE
from bot.channels.web.staff_door import COOKIE, staff_member, staff_words, to_login
from bot.channels.web.templates import render

SHORTCUTS = (
    (("J", "K"), "key_case"),
    (("1", "–", "3"), "key_views"),
    (("/",), "search"),
    (("Esc",), "key_escape"),
    (("?",), "keys"),
)
_Text = Annotated[str, Query(max_length=60)]


def cases_page(floor: Floor) -> None:
    """Register the page."""

    @ui.page("/cases", title="Shouhou", response_timeout=PATIENCE)
    async def cases(request: Request, number: _Text = "", view: _Text = "") -> Response | None:
        """Show the cases, with the one of that number open."""
        office = floor.office
        member = await run.io_bound(staff_member, office, request)
        if member is None:
            query = urlencode({k: v for k, v in (("view", view), ("number", number)) if v})
            return to_login(quote(f"/cases?{query}" if query else "/cases", safe="/"))
        web = staff_words(office, request)
        page = CasesView(
            floor,
            member=member,
            token=request.cookies[COOKIE],
            words=web.area(AREA),
            view=view,
        )
        shown = await page.first(number)
        add_assets("desk.css", "live.js", "upload.js", "cases.js")
        ui.page_title(page.words["cases_title"])
        ui.add_body_html(
            render(
                "desk/cases.html",
                **frame(floor, member, web, here="/cases"),
                said=said(page.words, "too_large", "wrong_kind", "not_sent"),
                shortcuts=SHORTCUTS,
                **shown,
            )
        )
        page.listen()
        return None
