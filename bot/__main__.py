"""The command line: `python -m bot --help`."""

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from bot.settings import ROLES, Settings, SettingsError, load_settings, sqlite_address

REFUSED = 1
WRONG = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, 1 when it refuses, 2 for a wrong setting or argument."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="售后 Shouhou, an after-sales chatbot. Its settings: docs/settings.md.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve web pages and Telegram, send, keep deadlines")
    run.add_argument(
        "--roles",
        type=_roles,
        default=ROLES,
        help=f"some of {','.join(ROLES)}, joined by commas (default: all in one process)",
    )
    run.set_defaults(command=_run)

    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument("--jsonl", action="store_true", help="one JSON object a line in, one out")
    chat.add_argument("--pack", help="which pack speaks (default: PACK)")
    chat.add_argument("--db", metavar="FILE", help="keep the conversation in this SQLite file")
    chat.add_argument(
        "--files", metavar="DIR", type=Path, help="write printed forms into this folder"
    )
    chat.set_defaults(command=_chat)

    check = commands.add_parser("check", help="read dialogues/ and list every issue")
    check.set_defaults(command=_check)

    migrate = commands.add_parser("migrate", help="bring the database to the newest revision")
    migrate.set_defaults(command=_migrate)

    staff = commands.add_parser("staff", help="set the password of a staff login")
    staff.add_argument("login")
    staff.add_argument("--new", action="store_true", help="create the login")
    staff.add_argument("--name", help="as customers see it (default: the login)")
    staff.add_argument("--roles", default="agent", help="of a new login (default: agent)")
    staff.set_defaults(command=_staff)
    return parser


def _roles(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    for role in chosen:
        if role not in ROLES:
            raise argparse.ArgumentTypeError(f"{role!r} is none of {', '.join(ROLES)}")
    return chosen


def _run(chosen: argparse.Namespace) -> int:
    import asyncio

    from bot.app import run
    from bot.logs import set_up_logs
    from bot.opening import BookRefusedError

    settings = load_settings()
    set_up_logs(level=settings.log_level, as_json=settings.logs_as_json)
    try:
        asyncio.run(run(settings, roles=frozenset(chosen.roles)))
    except BookRefusedError as refused:
        print(refused, "The book has errors, so nothing was started.", sep="\n", file=sys.stderr)
        return REFUSED
    # Else the interpreter looks through the whole book for garbage before it ends: seconds.
    gc.freeze()
    return 0


def _chat(chosen: argparse.Namespace) -> int:
    from bot.chat import open_chat
    from bot.opening import BookRefusedError

    settings = load_settings(
        **({"pack": chosen.pack} if chosen.pack else {}),
        database_url=sqlite_address(Path(chosen.db)) if chosen.db else None,
    )
    try:
        with open_chat(settings, for_programs=chosen.jsonl, documents=chosen.files) as session:
            if chosen.jsonl:
                from bot.channels.terminal.jsonl import run
            else:
                from bot.channels.terminal.console import run
            run(session)
    except BookRefusedError as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    return 0


def _check(_: argparse.Namespace) -> int:
    from bot.opening import load_book

    loaded = load_book(load_settings())
    for issue in loaded.issues:
        print(issue)
    errors = len(loaded.errors)
    print(f"errors: {errors}, warnings: {len(loaded.issues) - errors}", file=sys.stderr)
    return REFUSED if loaded.errors else 0


def _migrate(_: argparse.Namespace) -> int:
    from bot.database import open_store

    settings = load_settings()
    open_store(settings).close()
    print(f"The database is at the newest revision: {_shown(settings)}")
    return 0


def _shown(settings: Settings) -> str:
    from sqlalchemy import make_url

    return make_url(settings.database).render_as_string(hide_password=True)


def _staff(chosen: argparse.Namespace) -> int:
    from sqlalchemy.exc import IntegrityError

    from bot.database import open_store
    from bot.desk.staff import PasswordRefusedError, add_staff, reset_password

    store = open_store(load_settings())
    password = getpass("New password: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        if chosen.new:
            add_staff(
                store,
                login=chosen.login,
                name=chosen.name or chosen.login,
                roles=tuple(chosen.roles.split(",")),
                password=password,
                now=datetime.now(UTC),
            )
        elif not reset_password(store, login=chosen.login, new=password):
            print(f"There is no login {chosen.login!r}; --new creates it.", file=sys.stderr)
            return REFUSED
    except PasswordRefusedError as refused:
        print(f"Nothing changed: {refused}.", file=sys.stderr)
        return REFUSED
    except IntegrityError:
        print(f"There is a login {chosen.login!r} already.", file=sys.stderr)
        return REFUSED
    finally:
        store.close()
    print(f"{chosen.login} signs in with the new password.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
