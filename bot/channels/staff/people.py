"""Who of the company a Telegram account belongs to, and how others are turned away."""

import asyncio
from datetime import datetime

import structlog
from telegram import User

from bot.core.codes import read_code
from bot.core.staff import StaffMember
from bot.desk.accounts import find_telegram, redeem_link
from bot.store.engines import Store

_log = structlog.get_logger(__name__)


async def member_of(store: Store, user: User) -> StaffMember | None:
    """Return the staff member with this account; None for everybody else, who is logged."""
    member = await asyncio.to_thread(find_telegram, store, user.id)
    if member is None:
        _log.warning("stranger_at_staff_bot", user=user.id)
    return member


async def link(store: Store, user: User, text: str, *, now: datetime) -> StaffMember | None:
    """Link the account of whoever sends a code; None when it is no code, or worth nothing."""
    code = read_code(text)
    if not code:
        return None
    member = await asyncio.to_thread(redeem_link, store, code=code, telegram_id=user.id, now=now)
    _log.info("staff_linked" if member else "staff_link_refused", user=user.id)
    return member


def language_of(user: User) -> str:
    """Return the language of ours for an account; Chinese when it reports none."""
    tag = user.language_code or ""
    return "zh-CN" if not tag or tag.lower().startswith("zh") else "en"
