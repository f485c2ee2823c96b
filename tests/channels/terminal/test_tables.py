import json

import pytest

from bot.channels.terminal.jsonl import serve
from bot.channels.terminal.session import Session
from bot.core.dispatch import dispatch
from bot.desk import Desk
from tests.core.engine.conversation import MONDAY_TEN, shipped_book


@pytest.fixture(scope="module")
def book():
    return shipped_book()


def test_file_verb_reads_a_dealers_spreadsheet(store, book, tmp_path):
    sheet = tmp_path / "退件.csv"
    sheet.write_text("配件,数量,车型,发票日期\n控制器,3,TDR-12,2026-03-01\n", "utf-8")
    desk = Desk(store, lambda: book, step=dispatch)
    session = Session(desk, files=tmp_path / "files", start=MONDAY_TEN, make_up=True)
    (line,) = serve(session, [json.dumps({"as": "dealer:1", "file": str(sheet)})])
    assert "控制器 ×3 · TDR-12" in json.loads(line)["messages"][0]["text"]


def test_file_nobody_could_fetch_is_answered_by_the_product(store, book, tmp_path):
    desk = Desk(store, lambda: book, step=dispatch)
    session = Session(desk, files=tmp_path / "files", start=MONDAY_TEN, make_up=True)
    for name, said in (("退件.xlsx", "10 MB 以内"), ("说明.pdf", "超过 20 MB")):
        file = tmp_path / name
        with file.open("wb") as sparse:
            sparse.truncate(21 * 1024 * 1024)
        (line,) = serve(session, [json.dumps({"as": "dealer:1", "file": str(file)})])
        assert said in json.loads(line)["messages"][0]["text"]
