"""The chat page: who comes gets a conversation, and a page that shows it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response, status
from fastapi.responses import RedirectResponse
from nicegui import ui

from bot.channels.callers import address_of
from bot.channels.guests import PATH, guest_of
from bot.channels.web.assets import asset
from bot.channels.web.brakes import goes_on
from bot.channels.web.chat_view import ChatView
from bot.channels.web.office import PATIENCE, Office
from bot.channels.web.origin import same_origin
from bot.channels.web.visit import Visit, link_payload, new_chat, own_chats, sit_at
from bot.core.events import ConversationStarted
from bot.desk.views import conversation as find_conversation


def chat_routes(office: Office) -> APIRouter:
    """Register the page `/` and return the route that begins another conversation."""
    routes = APIRouter()

    @ui.page("/", response_timeout=PATIENCE)
    async def chat(request: Request, start: Annotated[str, Query(max_length=100)] = "") -> None:
        """Show the newest conversation of this browser, or begin one."""
        mine = own_chats(request.session)
        visit = _visit(office, request, mine[-1] if mine else new_chat(request.session))
        payload = link_payload(start)
        ui.add_head_html(
            f'<link rel="stylesheet" href="{asset("look.css")}">'
            f'<link rel="stylesheet" href="{asset("chat.css")}">'
            f'<script defer src="{asset("chat.js")}"></script>'
        )
        view = ChatView(office, visit)
        await view.build()

        async def opened() -> None:
            # Not before a browser is there: a crawler or a health check begins no conversation.
            if payload or not view.seen:
                await view.start(payload)
            await view.follow()

        ui.context.client.on_connect(opened)

    @routes.get(f"{PATH}/{{token}}")
    def guest(request: Request, token: str) -> Response:
        """Open the chat page of an invented customer, by the signed link `python -m bot demo` prints."""
        conversation = guest_of(token, secret=office.secret) if office.secret else ""
        if not conversation or find_conversation(office.desk.store, conversation) is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        sit_at(request.session, conversation)
        return RedirectResponse("/", status.HTTP_303_SEE_OTHER)

    @routes.post("/chat/new", dependencies=[Depends(same_origin)])
    async def fresh(request: Request, pack: Annotated[str, Form(max_length=100)] = "") -> Response:
        """Begin another conversation, with the pack that was picked; too many stay with the last."""
        address = address_of(request)
        if not await goes_on(office.desk.store, "chat", conversation="", address=address):
            return RedirectResponse("/", status.HTTP_303_SEE_OTHER)
        visit = _visit(office, request, new_chat(request.session))
        payload = f"pack_{pack}" if pack in office.shelf.book.packs else ""
        await visit.send(ConversationStarted(payload))
        return RedirectResponse("/", status.HTTP_303_SEE_OTHER)

    return routes


def _visit(office: Office, request: Request, conversation: str) -> Visit:
    header = request.headers.get("accept-language", "")
    return Visit(
        desk=office.desk,
        bell=office.bell,
        conversation=conversation,
        address=address_of(request),
        language=header.partition(",")[0].partition(";")[0].strip(),
    )
