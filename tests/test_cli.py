import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.desk.staff import Refused, SignedIn, sign_in
from bot.settings import Settings
from bot.store.engines import Store

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """Nothing set but a data folder of its own; the repository's dialogues; no `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIALOGUES_DIR", str(ROOT / "dialogues"))


@pytest.fixture
def typed(monkeypatch):
    """Put lines on standard input."""

    def put(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return put


def told(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def may_sign_in(login: str, password: str) -> bool:
    store = Store("sqlite:///data/shouhou.db")
    answer = sign_in(store, login=login, password=password, address="127.0.0.1", now=NOW)
    store.close()
    assert isinstance(answer, SignedIn | Refused)
    return isinstance(answer, SignedIn)


def test_help_names_every_command_and_the_operating_page_explains_each(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for command in ("run", "chat", "check", "migrate", "staff", "dealer", "demo"):
        assert f"\n    {command} " in shown
        assert f"`python -m bot {command}" in page


def test_check_passes_the_shipped_book(capsys):
    assert main(["check"]) == 0
    assert capsys.readouterr().err.startswith("errors: 0, ")


def test_check_lists_every_issue_of_a_broken_book(monkeypatch, capsys, tmp_path):
    pack = tmp_path / "dialogues" / "ebike"
    pack.mkdir(parents=True)
    (pack / "brand.yaml").write_text("name: [\n", encoding="utf-8")
    monkeypatch.setenv("DIALOGUES_DIR", "dialogues")
    assert main(["check"]) == 1
    assert "ebike/brand.yaml:2:1 " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PACK", "boats", "PACK: there is no 'boats'; there is ebike, shop\n"),
        ("DIALOGUES_DIR", "nowhere", "DIALOGUES_DIR: there is no pack in nowhere\n"),
        ("WEB_PORT", "0", "WEB_PORT: Input should be greater than or equal to 1\n"),
    ],
)
def test_a_wrong_setting_ends_with_its_line_and_code_2(monkeypatch, capsys, name, value, line):
    monkeypatch.setenv(name, value)
    assert main(["check"]) == 2
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize("roles", ["kitchen", "web,kitchen", ""])
def test_an_unknown_role_is_refused_with_the_known_ones(capsys, roles):
    with pytest.raises(SystemExit) as ended:
        main(["run", "--roles", roles])
    assert ended.value.code == 2
    assert "is none of public, staff, web, work" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("roles", "line"),
    [
        ("public,work", "PUBLIC_BOT_TOKEN is needed for the role public\n"),
        ("staff", "STAFF_BOT_TOKEN is needed for the role staff\n"),
    ],
)
def test_a_chosen_role_that_cannot_start_is_refused(capsys, roles, line):
    assert main(["run", "--roles", roles]) == 2
    assert capsys.readouterr() == ("", line)


def test_chat_as_json_lines_says_the_same_each_time_and_leaves_nothing(typed, capsys, tmp_path):
    runs = []
    for _ in range(2):
        typed('{"text": "电动车充不进电"}', '{"press": "1"}', '{"wait": "30m"}', "{")
        assert main(["chat", "--jsonl"]) == 0
        runs.append(told(capsys))
    assert runs[0] == runs[1]
    assert [line.get("state", {}).get("node") for line in runs[0]] == ["ev_no_charge"] * 3 + [None]
    assert "error" in runs[0][3]
    assert list(tmp_path.iterdir()) == []


def test_chat_with_a_file_goes_on_where_it_stopped(typed, capsys):
    typed('{"text": "电动车充不进电"}')
    assert main(["chat", "--jsonl", "--db", "kept?1.db"]) == 0
    typed('{"text": "不知道"}')
    assert main(["chat", "--jsonl", "--db", "kept?1.db"]) == 0
    assert Path("kept?1.db").is_file()
    first, second = told(capsys)
    assert (first["state"]["node"], second["state"]["node"]) == ("ev_no_charge", "ev_no_charge")
    assert second["messages"]


def test_chat_with_another_pack_speaks_for_that_trade(typed, capsys):
    typed('{"text": "保温杯不保温"}')
    assert main(["chat", "--jsonl", "--pack", "shop"]) == 0
    assert told(capsys)[0]["state"]["node"].startswith("ec_")


def test_chat_loads_no_server_and_no_queue():
    """They cost a second and a hundred megabytes that a terminal does not need."""
    code = "import bot.chat, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"aiogram", "aiohttp", "alembic", "dbos", "fastapi", "nicegui", "rich", "uvicorn"}
    assert heavy & set(loaded.stdout.split()) == set()


def test_migrate_makes_the_database_and_may_run_again(capsys):
    for _ in range(2):
        assert main(["migrate"]) == 0
    assert Path("data/shouhou.db").exists()
    line = "The database is at the newest revision: sqlite:///data/shouhou.db\n"
    assert capsys.readouterr().out == line * 2


def test_staff_password_is_typed_or_made(typed, capsys):
    assert main(["staff", "add", "li", "--name", "小李"]) == 0
    first = re.search(r"password (\S+)", capsys.readouterr().out)
    assert first
    assert may_sign_in("li", first[1])
    typed("another password")
    assert main(["staff", "password", "li"]) == 0
    assert capsys.readouterr().out == "li signs in with the new password.\n"
    assert not may_sign_in("li", first[1])
    assert may_sign_in("li", "another password")
    assert main(["staff", "password", "li", "--make"]) == 0
    assert may_sign_in("li", capsys.readouterr().out.split()[-1])


def test_staff_are_listed_with_what_became_of_them(capsys):
    for login, roles in (("wu", "qc,tech"), ("zhou", "admin"), ("qian", "manager")):
        assert main(["staff", "add", login, "--roles", roles]) == 0
    assert main(["staff", "off", "wu"]) == 0
    assert main(["staff", "roles", "zhou", "admin,gm"]) == 0
    assert main(["staff", "away", "qian", "--until", "2199-12-30", "--delegate", "zhou"]) == 0
    assert main(["staff", "link", "zhou", "55501"]) == 0
    capsys.readouterr()
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "qian\tqian\tmanager\taway until 2199-12-30, zhou decides",
        "zhou\tzhou\tgm,admin\toff duty; Telegram 55501",
        "wu\twu\ttech,qc\tclosed",
    ]
    assert main(["staff", "on", "wu"]) == 0
    assert main(["staff", "back", "qian"]) == 0
    assert main(["staff", "link", "qian"]) == 0
    assert re.search(r"/start [0-9A-Z]{8}\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["staff", "add", "wang"], "there is a login 'wang' already"),
        (["staff", "add", "W ang"], "a login is 1 to 32 small letters"),
        (["staff", "add", "li", "--roles", "boss"], "boss is none of agent, tech"),
        (["staff", "roles", "wang", "agent"], "'wang' is the last administrator"),
        (["staff", "off", "wang"], "'wang' is the last administrator"),
        (["staff", "password", "li", "--make"], "there is no login 'li'"),
        (["staff", "away", "wang", "--delegate", "wang"], "nobody stands in for themselves"),
        (["dealer", "invite", "D9"], "there is no dealer 'D9'"),
        (["dealer", "add", " "], "a dealer needs a name"),
        (["dealer", "remove", "m1"], "there is no such member"),
    ],
)
def test_people_commands_refuse_and_say_why(capsys, arguments, line):
    main(["staff", "add", "wang", "--roles", "admin"])
    capsys.readouterr()
    assert main(arguments) == 1
    assert line in capsys.readouterr().err


def test_short_password_is_refused(typed, capsys):
    main(["staff", "add", "wang"])
    typed("short")
    assert main(["staff", "password", "wang"]) == 1
    assert "a password needs at least 10" in capsys.readouterr().err


def test_dealer_is_added_invited_and_listed(capsys, monkeypatch):
    monkeypatch.setenv("PUBLIC_BOT_NAME", "@shouhou_bot")
    assert main(["dealer", "add", "顺达车行", "--phone", "13855500111"]) == 0
    assert main(["dealer", "invite", "D1001", "--right", "look", "--days", "3"]) == 0
    made, code, link = capsys.readouterr().out.splitlines()
    assert made == "D1001\t顺达车行"
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4} works once, until .* UTC\.", code)
    assert re.fullmatch(r"As a link: https://t\.me/shouhou_bot\?start=inv_[0-9A-Z]{8}", link)
    assert main(["dealer", "off", "D1001"]) == 0
    assert main(["dealer", "on", "D1001"]) == 0
    capsys.readouterr()
    assert main(["dealer", "list"]) == 0
    assert capsys.readouterr().out == (
        "D1001\t顺达车行\t13855500111\t0 people, 1 open invites, 0 bought\n"
    )


def test_demo_of_a_pack_without_one_is_refused(capsys, monkeypatch):
    monkeypatch.setenv("PACK", "shop")
    assert main(["demo"]) == 1
    assert capsys.readouterr().err == "the pack shop has no policies/demo.yaml\n"
