"""The pages about people: accounts at `/staff`, `/dealers`, and `/audit`; for managers and administrators."""

from fastapi import APIRouter

from bot.channels.web.office import Office
from bot.channels.web.people.audit_page import audit_routes
from bot.channels.web.people.dealers_page import dealer_routes
from bot.channels.web.people.purchases_page import purchase_routes
from bot.channels.web.people.staff_page import account_routes


def people_routes(office: Office) -> APIRouter:
    """Return every route of the pages about people."""
    routes = APIRouter()
    # The uploads before the dealers, whose last route takes any other deed.
    for part in (account_routes, audit_routes, purchase_routes, dealer_routes):
        routes.include_router(part(office))
    return routes


__all__ = ["people_routes"]
