"""The command line: `python -m bot --help`."""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.people_commands import add_commands
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

    add_commands(commands)

    demo = commands.add_parser("demo", help="fill the database with an invented company")
    demo.set_defaults(command=_demo)
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
        with open_chat(
            settings, for_programs=chosen.jsonl, own=bool(chosen.db), documents=chosen.files
        ) as session:
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


def _demo(_: argparse.Namespace) -> int:
    from bot.demo import DemoRefusedError, fill
    from bot.opening import BookRefusedError

    try:
        for line in fill(load_settings()):
            print(line)
    except (BookRefusedError, DemoRefusedError) as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
