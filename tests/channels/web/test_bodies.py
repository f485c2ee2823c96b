"""Requests that send more than their route can use."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Form, Request
from httpx import ASGITransport, AsyncClient

from bot.channels.web.bodies import FILE, FORM, BodyLimit

UPLOAD = "/chat/web:1/files"


@pytest.fixture
async def client():
    site = FastAPI()

    @site.post("/login")
    async def login(login: Annotated[str, Form()]) -> int:
        return len(login)

    @site.post(UPLOAD)
    async def upload(request: Request) -> int:
        return len(await request.body())

    site.add_middleware(BodyLimit)
    async with AsyncClient(transport=ASGITransport(app=site), base_url="http://test") as client:
        yield client


async def endless(size):
    for _ in range(size // 65536 + 1):
        yield b"x" * 65536


async def test_form_and_file_of_sensible_size_pass(client):
    assert (await client.post("/login", data={"login": "wang"})).json() == 4
    assert (await client.post(UPLOAD, content=b"x" * (FORM + 1))).json() == FORM + 1


@pytest.mark.parametrize(("path", "limit"), [("/login", FORM), (UPLOAD, FILE)])
async def test_body_that_says_it_is_too_large_is_not_read(client, path, limit):
    assert (await client.post(path, content=b"x" * (limit + 1))).status_code == 413


@pytest.mark.parametrize(("path", "limit"), [("/login", FORM), (UPLOAD, FILE)])
async def test_body_that_does_not_say_its_size_is_cut_off(client, path, limit):
    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = await client.post(path, content=endless(limit), headers=kind)
    assert answer.status_code in (400, 413)
