import pytest

from bot.channels.web.headers import HEADERS
from bot.channels.web.staff_door import COOKIE
from bot.desk.staff import MIN_PASSWORD
from tests.channels.web.conftest import PASSWORD

NEW = "quite another password"


async def enter(client, password=PASSWORD, **more):
    form = {"login": "wang", "password": password, **more}
    return await client.post("/login", data=form, follow_redirects=False)


@pytest.mark.usefixtures("wang")
async def test_sign_in_sets_a_cookie_scripts_cannot_read(browser):
    answer = await enter(browser, then="/book?pack=shop")
    assert (answer.status_code, answer.headers["location"]) == (303, "/book?pack=shop")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE)
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.usefixtures("wang")
async def test_sign_in_with_a_wrong_password_says_so(browser):
    answer = await enter(browser, password="guess")
    assert answer.status_code == 401
    assert "Login or password is wrong." in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("wang")
async def test_sign_in_is_blocked_after_many_guesses(browser):
    for _ in range(5):
        last = await enter(browser, password="guess")
    assert "Too many attempts" in last.text
    assert (await enter(browser)).status_code == 401


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
@pytest.mark.usefixtures("wang")
async def test_sign_in_never_leads_to_another_site(browser, then):
    assert (await enter(browser, then=then)).headers["location"] == "/desk"


async def test_sign_in_from_another_site_is_refused(browser):
    form = {"login": "wang", "password": PASSWORD}
    headers = {"sec-fetch-site": "cross-site"}
    assert (await browser.post("/login", data=form, headers=headers)).status_code == 403


async def test_old_browser_is_judged_by_its_origin(browser):
    del browser.headers["sec-fetch-site"]
    form = {"login": "wang", "password": "guess"}
    foreign = await browser.post("/login", data=form, headers={"origin": "https://evil.example"})
    own = await browser.post("/login", data=form, headers={"origin": "http://testserver"})
    assert (foreign.status_code, own.status_code) == (403, 401)


async def test_sign_in_page_escapes_what_was_typed(browser):
    form = {"login": '"><script>alert(1)</script>', "password": "x"}
    assert "<script>" not in (await browser.post("/login", data=form)).text


@pytest.mark.usefixtures("wang")
async def test_sign_out_ends_the_session(browser):
    await enter(browser)
    token = browser.cookies[COOKIE]
    await browser.post("/logout", follow_redirects=False)
    browser.cookies.set(COOKIE, token)
    answer = await browser.get("/password", follow_redirects=False)
    assert answer.headers["location"] == "/login?then=/password"


async def change(client, **more):
    form = {"old": PASSWORD, "new": NEW, "again": NEW, **more}
    return await client.post("/password", data=form, follow_redirects=False)


@pytest.mark.usefixtures("wang")
async def test_new_password_replaces_the_old_one_and_ends_the_session(browser):
    await enter(browser)
    assert (await change(browser)).headers["location"] == "/login?changed=true"
    assert (await browser.get("/password", follow_redirects=False)).status_code == 303
    assert (await enter(browser)).status_code == 401
    assert (await enter(browser, password=NEW)).status_code == 303


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"old": "wrong"}, "The current password is wrong."),
        ({"again": "something else"}, "The two new passwords differ."),
        ({"new": "short", "again": "short"}, f"at least {MIN_PASSWORD} characters"),
    ],
)
@pytest.mark.usefixtures("wang")
async def test_new_password_is_refused_with_a_reason(browser, given, problem):
    await enter(browser)
    answer = await change(browser, **given)
    assert answer.status_code == 422
    assert problem in answer.text


async def test_password_page_is_for_staff_only(stranger):
    assert (await change(stranger)).headers["location"] == "/login?then=/password"


async def test_every_answer_has_security_headers(browser):
    headers = (await browser.get("/login")).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
