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
