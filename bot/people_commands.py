"""The commands about people on the command line: `python -m bot staff …` and `python -m bot dealer …`."""

import argparse
from datetime import date
from typing import TypeAlias

from bot.core.staff import STAFF_ROLES

_Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 — it has no public name


def add_commands(commands: _Verbs) -> None:
    """Add `staff` and `dealer` to the command line."""
    staff = commands.add_parser("staff", help="add people, change roles and passwords, list them")
    _add_staff(staff.add_subparsers(required=True, metavar="VERB"))
    dealer = commands.add_parser("dealer", help="add dealers, invite their people, list them")
    _add_dealer(dealer.add_subparsers(required=True, metavar="VERB"))


def _add_staff(verbs: _Verbs) -> None:
    add = _verb(verbs, "staff add", "create a login and print its first password", "login")
    add.add_argument("--name", default="", help="as customers see it (default: the login)")
    add.add_argument("--roles", type=_words, default=("agent",), help=", ".join(STAFF_ROLES))
    _verb(verbs, "staff list", "show everybody")
    roles = _verb(verbs, "staff roles", "give a person other roles", "login")
    roles.add_argument("roles", type=_words, help="joined by commas")
    _verb(verbs, "staff off", "let a login in no more", "login")
    _verb(verbs, "staff on", "let a closed login in again", "login")
    away = _verb(verbs, "staff away", "note leave, and who decides meanwhile", "login")
    away.add_argument("--until", type=date.fromisoformat, help="last day, such as 2026-12-31")
    away.add_argument("--delegate", default="", metavar="LOGIN")
    _verb(verbs, "staff back", "end leave", "login")
    password = _verb(verbs, "staff password", "set a password, typed in", "login")
    password.add_argument("--make", action="store_true", help="make one and print it")
    link = _verb(verbs, "staff link", "link a Telegram account for the staff bot", "login")
    link.add_argument(
        "telegram_id", type=int, nargs="?", help="its number; without, a code to send to the bot"
    )


def _add_dealer(verbs: _Verbs) -> None:
    add = _verb(verbs, "dealer add", "create a dealer", "name")
    for flag in ("--id", "--contact", "--phone", "--address"):
        add.add_argument(flag, default="")
    invite = _verb(verbs, "dealer invite", "make a code for one person", "id")
    invite.add_argument("--right", choices=("submit", "look"), default="submit")
    invite.add_argument("--name", default="", help="whom it is for")
    invite.add_argument("--days", type=int, default=7, choices=range(1, 91), metavar="1-90")
    _verb(verbs, "dealer list", "show every dealer and its people")
    _verb(verbs, "dealer off", "work with a dealer no more", "id")
    _verb(verbs, "dealer on", "work with a closed dealer again", "id")
    _verb(verbs, "dealer remove", "take a person out of a dealership", "member")


def _verb(verbs: _Verbs, name: str, about: str, *arguments: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name.partition(" ")[2], help=about, description=about)
    for argument in arguments:
        parser.add_argument(argument)
    parser.set_defaults(command=_run, verb=name)
    return parser


def _run(chosen: argparse.Namespace) -> int:
    from bot.people import run  # noqa: PLC0415 — so that --help starts fast

    return run(chosen)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
