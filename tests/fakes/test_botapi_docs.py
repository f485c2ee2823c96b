from pathlib import Path

from aiohttp import web

from tests.fakes.botapi import FakeBotApi, Faults, TelegramUser, schema
from tests.fakes.botapi.control import Control
from tests.fakes.botapi.methods import HANDLERS

PAGE = (Path(__file__).parents[2] / "docs" / "testing-telegram.md").read_text(encoding="utf-8")


def public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


def test_page_names_every_performed_method():
    performed = {found.name for name in HANDLERS if (found := schema.method(name))}
    assert {name for name in performed if name not in PAGE} == set()
    assert len(performed) == len(HANDLERS)


def test_page_names_every_fault_and_deed():
    faults = public(Faults) - {"match"}
    deeds = public(TelegramUser) - {"id", "account", "chat"}
    assert {name for name in faults | deeds if name not in PAGE} == set()


def test_page_names_every_endpoint(botapi: FakeBotApi):
    app = web.Application()
    Control(botapi).add_routes(app)
    routes = {
        f"{route.method} {route.resource.canonical}".replace("{number}", "1")
        for route in app.router.routes()
        if route.resource and route.method != "HEAD"
    }
    assert {route for route in routes if route not in PAGE} == set()
    assert len(routes) == 10
