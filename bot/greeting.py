"""What the terminal shows once everything is up."""

from collections.abc import Set as AbstractSet

from bot.settings import Settings


def greeting(settings: Settings, *, roles: AbstractSet[str], password: str | None) -> str:
    """Return where to go, what works without tokens, and the first password when there is one."""
    rows = [*_pages(settings, roles), ("Telegram", _telegram(settings, roles))]
    if "web" in roles:
        rows.append(("Staff sign in as", _sign_in(password)))
    if settings.staff_bot_token and "staff" in roles:
        rows.append(("Staff bot", _staff(settings)))
    width = max(len(name) for name, _ in rows) + 3
    lines = (f"  {name:<{width}}{told}" for name, told in rows)
    return "\n".join(("售后 Shouhou is up. Ctrl-C stops it.", *lines))


def _staff(settings: Settings) -> str:
    if settings.staff_group_id is None:
        return "private talks only; STAFF_GROUP_ID brings conversations into a group"
    return "topics in the staff group, and private talks"


def address(settings: Settings, page: str = "/") -> str:
    """Return a page's address as seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.web_host, settings.web_host)  # noqa: S104 — only read
    return f"http://{host}:{settings.web_port}{page}"


def _pages(settings: Settings, roles: AbstractSet[str]) -> list[tuple[str, str]]:
    if "web" not in roles:
        return []
    return [
        ("Chat as a customer", f"{address(settings)}   (no account needed)"),
        ("Scripts and faults", address(settings, "/book")),
    ]


def _telegram(settings: Settings, roles: AbstractSet[str]) -> str:
    if "public" not in roles:
        return "runs elsewhere (role public)"
    if settings.public_bot_token is None:
        return "off: put PUBLIC_BOT_TOKEN into .env to switch it on"
    return f"on, by {'webhook' if settings.public_webhook_url else 'long polling'}"


def _sign_in(password: str | None) -> str:
    if password is None:
        return "before; `python -m bot staff password LOGIN` sets a new password"
    return f"admin, password {password}   (shown only now)"
