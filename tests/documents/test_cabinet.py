import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from bot.core.events import MediaFile
from bot.desk.views import transcript
from bot.documents.cabinet import Cabinet, NoDocumentError
from bot.store.engines import Store
from bot.store.schema import create_fresh
from tests.documents.drawer import book_of_forms, drawer, hello
from tests.documents.paper import pages_of
from tests.documents.shipped import shipped_forms

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sent(store):
    """The file of a message that brings a document."""
    drawer(store).handle(hello())
    return sent_in(store)


def sent_in(store):
    return next(line.files[0] for line in transcript(store, "telegram:1") if line.files)


def cabinet(store, files, book=None):
    book = book or book_of_forms()
    return Cabinet(store, lambda: book, files=files)


def test_document_is_made_when_it_is_needed(store, sent, tmp_path):
    assert list(tmp_path.glob("*.pdf")) == []
    file = cabinet(store, tmp_path).file_of(sent)
    assert file.name == "退货清单-RT-20261123-0007-1.pdf"
    content = (tmp_path / file.ref.removeprefix("file:")).read_bytes()
    assert "示范车行" in pages_of(content)[0].text


def test_finished_document_stays_the_same_when_its_form_changes(store, sent, tmp_path):
    before = cabinet(store, tmp_path).file_of(sent)
    book = book_of_forms()
    form = replace(shipped_forms()["return_list"], sources={"main.typ": b"new"})
    pack = replace(book.pack(""), documents={"return_list": form})
    changed = replace(book, packs={"ebike": pack})
    assert cabinet(store, tmp_path, changed).file_of(sent) == before


def test_lost_file_is_made_again(store, sent, tmp_path):
    made = cabinet(store, tmp_path)
    _, path = made.fetch(sent.ref)
    content = path.read_bytes()
    path.unlink()
    assert made.fetch(sent.ref)[1].read_bytes() == content


def test_several_who_need_it_at_once_get_one_file(store, sent, tmp_path):
    made = cabinet(store, tmp_path / "files")
    with ThreadPoolExecutor(8) as threads:
        paths = set(threads.map(lambda _: made.fetch(sent.ref)[1], range(16)))
    assert len(paths) == 1
    assert set((tmp_path / "files").iterdir()) == paths


def test_file_that_is_no_document_is_left_alone(store, tmp_path):
    photo = MediaFile(kind="photo", ref="file:abc.png", name="灯.png")
    assert cabinet(store, tmp_path).file_of(photo) is photo


@pytest.mark.parametrize("ref", ["document:", "document:0", "document:../../etc/passwd"])
def test_unknown_document_is_said_to_be_unknown(store, tmp_path, ref):
    with pytest.raises(NoDocumentError):
        cabinet(store, tmp_path).fetch(ref)


def test_document_without_its_form_says_so(store, sent, tmp_path):
    book = book_of_forms()
    bare = replace(book, packs={"ebike": replace(book.pack(""), documents={})})
    with pytest.raises(NoDocumentError, match="no form return_list"):
        cabinet(store, tmp_path, bare).fetch(sent.ref)


def test_document_that_lacks_fields_names_them(store, tmp_path):
    data = {**shipped_forms()["return_list"].example, "plant": {}}
    drawer(store, data=data).handle(hello())
    with pytest.raises(NoDocumentError, match="return_list lacks plant"):
        cabinet(store, tmp_path).fetch(sent_in(store).ref)


def test_spreadsheet_is_a_document_too(store, tmp_path):
    drawer(store, form="monthly_returns").handle(hello())
    document, path = cabinet(store, tmp_path).fetch(sent_in(store).ref)
    assert (document.name, path.suffix) == ("退货汇总-2026-11.xlsx", ".xlsx")


def test_what_was_committed_before_a_kill_is_printed_after_it(tmp_path):
    """The process dies right behind the commit, before anything was printed."""
    url = f"sqlite:///{tmp_path}/killed.db"
    store = Store(url)
    create_fresh(store)
    program = dedent(
        f"""
        import os, signal
        from bot.store.engines import Store
        from tests.documents.drawer import drawer, hello
        drawer(Store({url!r})).handle(hello())
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    died = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    sent = sent_in(store)
    first = cabinet(store, tmp_path / "files").fetch(sent.ref)[1].read_bytes()
    assert "RT-20261123-0007" in pages_of(first)[0].text
    store.close()
