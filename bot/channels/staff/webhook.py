"""Updates pushed by Telegram: 200 is answered only after the commit."""

import json
import secrets

import structlog
from fastapi import FastAPI, Request, Response

from bot.channels.staff.client import StaffClient
from bot.channels.staff.intake import DatabaseAwayError, StaffIntake

PATH = "/telegram/staff"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the header's name

_log = structlog.get_logger(__name__)


def add_webhook(site: FastAPI, client: StaffClient, intake: StaffIntake, *, secret: str) -> None:
    """Serve the staff bot's webhook on a site; every call must carry the secret."""

    @site.post(PATH)
    async def telegram(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        try:
            update = client.read(json.loads(await request.body()))
        except (ValueError, TypeError, KeyError) as refused:
            _log.error("update_unreadable", reason=type(refused).__name__)
            return Response()  # it reads no better the next time
        try:
            await intake.take(update)
        except DatabaseAwayError as away:
            _log.warning("database_away", reason=str(away), update=update.update_id)
            return Response(status_code=503)
        return Response()
