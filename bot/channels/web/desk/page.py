"""The page `/desk`: who is signed in gets the queue, a conversation, and what is known about it."""

import json
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request, Response, status
from fastapi.responses import RedirectResponse
from nicegui import run, ui

from bot.channels.web.assets import asset
from bot.channels.web.desk.desk_view import DeskView
from bot.channels.web.desk.floor import Floor
from bot.channels.web.office import PATIENCE
from bot.channels.web.staff_bar import staff_bar
from bot.channels.web.staff_door import COOKIE, staff_member, staff_words, to_login
from bot.channels.web.templates import render
from bot.channels.web.uploads import ACCEPTED
from bot.channels.web.words import Words
from bot.core.say import in_language
from bot.core.staff import StaffMember
from bot.desk.search import may_read_conversations

AREA = "desk"
"""Phrases with the words of the desk and of the cases."""

SHORTCUTS = (
    (("J", "K"), "key_move"),
    (("C",), "claim"),
    (("R",), "reply"),
    (("N",), "note"),
    ((".",), "canned"),
    (("A",), "attach"),
    (("T",), "transfer"),
    (("H",), "hand_back"),
    (("B",), "release"),
    (("G",), "run"),
    (("O",), "open_case"),
    (("E",), "close"),
    (("I",), "about_them"),
    (("M",), "view_tasks"),
    (("1", "–", "6"), "key_views"),
    (("/",), "search"),
    (("Ctrl", "Enter"), "send"),
    (("Esc",), "key_escape"),
    (("?",), "keys"),
)
_SAID = (
    "place_reply",
    "place_note",
    "claim_first",
    "too_large",
    "wrong_kind",
    "not_sent",
    "sending",
    "take_out",
    "enter_sends",
    "ctrl_sends",
)
_CLOCK = ("moment", "minutes", "hours", "days", "left", "over")
_Text = Annotated[str, Query(max_length=200)]


def desk_page(floor: Floor) -> None:
    """Register the page."""

    @ui.page("/desk", title="Shouhou", response_timeout=PATIENCE)
    async def desk(request: Request, c: _Text = "") -> Response | None:
        """Show the desk, with the conversation `c` open."""
        office = floor.office
        member = await run.io_bound(staff_member, office, request)
        if member is None:
            return to_login(quote(f"/desk?c={quote(c)}" if c else "/desk", safe="/"))
        if not may_read_conversations(member):
            return RedirectResponse("/cases?view=mine", status.HTTP_303_SEE_OTHER)
        web = staff_words(office, request)
        view = DeskView(floor, member=member, token=request.cookies[COOKIE], words=web.area(AREA))
        shown = await view.first(c)
        add_assets("desk.css", "live.js", "upload.js", "desk.js", "desk_write.js", "desk_keys.js")
        ui.page_title(view.words["title"])
        ui.add_body_html(
            render(
                "desk/shell.html",
                **frame(floor, member, web, here="/desk"),
                accepted=",".join(("image/*", "video/*", *sorted(ACCEPTED))),
                said=said(view.words, *_SAID),
                shortcuts=SHORTCUTS,
                **shown,
            )
        )
        view.listen()
        return None


def said(words: Words, *names: str) -> dict[str, str]:
    """Return the words that a page's scripts say, by the names of its data attributes."""
    return {name.replace("_", "-"): words[name] for name in names}


def add_assets(style: str, *scripts: str) -> None:
    """Put the style sheets and scripts of a staff page into its head."""
    styles = ("look.css", "staff_bar.css", style)
    ui.add_head_html(
        "".join(f'<link rel="stylesheet" href="{asset(name)}">' for name in styles)
        + "".join(f'<script defer src="{asset(name)}"></script>' for name in scripts)
    )


def frame(floor: Floor, member: StaffMember, web: Words, *, here: str) -> dict[str, object]:
    """Return what stands around every page of the desk."""
    words = web.area(AREA)
    brand = in_language(floor.pack().brand.name, web.lang)
    return {
        "words": words,
        "bar": staff_bar(web, member, here=here, brand=brand),
        "clock_words": json.dumps({name: words[f"clock_{name}"] for name in _CLOCK}),
    }
