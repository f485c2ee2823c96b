"""`/audit`: who of the staff saw and did what; never a customer's words."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from bot.channels.web.office import Office
from bot.channels.web.people.entrance import Visitor, entrance
from bot.core.cases import parse_case_number
from bot.desk.accounts import staff_list
from bot.desk.audit import audit_log

PATH = "/audit"

_MOST = 300
_REFUSED = "refused:"
_Word = Annotated[str, Query(max_length=200)]


def audit_routes(office: Office) -> APIRouter:
    """Return `/audit`."""
    routes = APIRouter()
    boss = Annotated[Visitor, Depends(entrance(office, PATH))]

    @routes.get(PATH)
    def show(visitor: boss, who: _Word = "", about: _Word = "") -> Response:
        """Show the newest deeds, of one person, or about one case or conversation."""
        store = office.desk.store
        everybody = staff_list(store)
        chosen = next((one.id for one in everybody if one.login == who), "")
        number = parse_case_number(about) or ""
        deeds = audit_log(
            store,
            staff=chosen,
            number=number,
            conversation="" if number else about.strip(),
            limit=_MOST,
        )
        visitor.log("audit_read", who or about.strip())
        words = visitor.own_words
        rows = [
            {
                "at": deed.at.astimezone(visitor.zone),
                "who": next((one.name for one in everybody if one.id == deed.staff), deed.staff),
                "what": words.get(f"deed_{_named(deed.what)}", _named(deed.what)),
                "refused": deed.what.startswith(_REFUSED),
                "conversation": deed.conversation,
                "number": deed.number,
                "detail": deed.detail,
            }
            for deed in deeds
        ]
        return visitor.page(
            "people/audit.html",
            rows=rows,
            everybody=everybody,
            who=who,
            about=about,
            chosen=True,
        )

    return routes


def _named(what: str) -> str:
    return what.removeprefix(_REFUSED)
