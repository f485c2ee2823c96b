import io
import json
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
    for command in ("run", "chat", "check", "migrate", "staff"):
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
        ("staff", "STAFF_BOT_TOKEN: the staff bot is not part of this version\n"),
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


def test_staff_creates_a_login_and_resets_its_password(typed, capsys):
    typed("the first password")
    assert main(["staff", "li", "--new", "--name", "小李"]) == 0
    assert may_sign_in("li", "the first password")
    typed("another password")
    assert main(["staff", "li"]) == 0
    assert not may_sign_in("li", "the first password")
    assert may_sign_in("li", "another password")
    assert capsys.readouterr().out == "li signs in with the new password.\n" * 2


@pytest.mark.parametrize(
    ("arguments", "password", "line"),
    [
        (["staff", "nobody"], "long enough", "There is no login 'nobody'; --new creates it.\n"),
        (["staff", "li", "--new"], "short", "Nothing changed: a password needs at least 10 "),
        (["staff", "wang", "--new"], "long enough", "There is a login 'wang' already.\n"),
    ],
)
def test_staff_refuses_and_says_why(typed, capsys, arguments, password, line):
    typed("long enough")
    main(["staff", "wang", "--new"])
    capsys.readouterr()
    typed(password)
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith(line)
