import json

from bot.channels.terminal.jsonl import serve
from bot.channels.terminal.session import Session
from tests.documents.drawer import NOON, drawer
from tests.documents.paper import pages_of
from tests.documents.shipped import shipped_forms

NAME = "退货清单-RT-20261123-0007-1.pdf"


def answer(store, tmp_path, *, documents=None, data=None):
    session = Session(
        drawer(store, data=data), files=tmp_path / "files", start=NOON, documents=documents
    )
    (line,) = serve(session, ['{"as": "customer:1", "text": "清单"}'])
    return json.loads(line)


def test_document_is_named(store, tmp_path):
    messages = answer(store, tmp_path)["messages"]
    assert [message.get("file") for message in messages] == [None, NAME, None]
    assert "path" not in messages[1]
    assert not (tmp_path / "files").exists()


def test_document_is_written_where_it_is_wanted(store, tmp_path):
    message = answer(store, tmp_path, documents=tmp_path / "out")["messages"][1]
    assert message["path"] == str(tmp_path / "out" / NAME)
    assert "示范车行" in pages_of((tmp_path / "out" / NAME).read_bytes())[0].text


def test_document_that_lacks_something_is_an_error(store, tmp_path):
    data = {**shipped_forms()["return_list"].example, "plant": {}}
    told = answer(store, tmp_path, documents=tmp_path / "out", data=data)
    assert told == {"error": "return_list lacks plant"}
