"""Updates pushed by Telegram: 200 is answered only after the commit."""

import secrets

import structlog
from aiogram import Bot
from aiogram.types import Update
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError

from bot.channels.public.intake import DatabaseAwayError, Intake

PATH = "/telegram/public"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the header's name

_log = structlog.get_logger(__name__)


def add_webhook(site: FastAPI, bot: Bot, intake: Intake, *, secret: str) -> None:
    """Serve Telegram's webhook on a site; every call must carry the secret.

    Telegram repeats an update until it gets 200, and sends a chat's updates one after another.
    """

    @site.post(PATH)
    async def telegram(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        try:
            update = Update.model_validate_json(await request.body(), context={"bot": bot})
        except ValidationError as refused:
            _log.error("update_unreadable", errors=len(refused.errors()))
            return Response()  # it reads no better the next time
        try:
            await intake.take(update)
        except DatabaseAwayError as away:
            _log.warning("database_away", reason=str(away), update=update.update_id)
            return Response(status_code=503)
        return Response()
