"""Registers the pages of the desk."""

from fastapi import FastAPI

from bot.channels.web.desk.cases_page import cases_page
from bot.channels.web.desk.files import file_routes
from bot.channels.web.desk.floor import Floor
from bot.channels.web.desk.page import desk_page
from bot.channels.web.office import Office


def desk_pages(site: FastAPI, office: Office) -> None:
    """Add `/desk`, `/cases` and what they need; once a process."""
    floor = Floor(office)
    site.include_router(file_routes(floor))
    desk_page(floor)
    cases_page(floor)
