from bot.desk.views import transcript
from bot.store.documents import documents_of_case, find_document, finish_document
from tests.documents.drawer import CASE, NOON, drawer, hello
from tests.documents.shipped import shipped_forms


def sent_ref(store):
    return next(line.files[0].ref for line in transcript(store, "telegram:1") if line.files)


def kept(store, case=CASE):
    with store.read() as tx:
        return documents_of_case(tx, tenant=store.tenant, case=case)


def test_document_is_stored_with_the_message_that_brings_it(store):
    assert drawer(store).handle(hello()).replies == (2, 3, 4)
    lines = transcript(store, "telegram:1")
    assert [line.text for line in lines[1:]] == ["好", "清单在这里。", "再见"]
    (file,) = lines[2].files
    assert (file.kind, file.name) == ("document", "退货清单-RT-20261123-0007-1.pdf")
    with store.read() as tx:
        document = find_document(tx, tenant=store.tenant, ref=file.ref)
    assert (document.form, document.case, document.sent) == ("return_list", CASE, True)
    assert document.data == shipped_forms()["return_list"].example
    assert (document.ref, document.file, document.at) == (file.ref, "", NOON)


def test_case_shows_what_was_sent_and_what_was_laid_by(store):
    drawer(store).handle(hello())
    assert sorted((one.form, one.sent) for one in kept(store)) == [
        ("appraisal", False),
        ("return_list", True),
    ]
    assert kept(store, "RT-20261123-0008") == ()


def test_same_event_twice_leaves_one_document(store):
    desk = drawer(store)
    desk.handle(hello())
    assert desk.handle(hello()).status == "duplicate"
    assert len(kept(store)) == 2


def test_unknown_reference_finds_nothing(store):
    with store.read() as tx:
        assert find_document(tx, tenant=store.tenant, ref="document:0") is None
        assert find_document(tx, tenant="another", ref="document:0") is None


def test_document_is_finished_once(store):
    drawer(store).handle(hello())
    id_ = sent_ref(store).removeprefix("document:")
    with store.write() as tx:
        first = finish_document(tx, tenant=store.tenant, id_=id_, before="", file="file:a.pdf")
        second = finish_document(tx, tenant=store.tenant, id_=id_, before="", file="file:b.pdf")
        now = find_document(tx, tenant=store.tenant, ref=f"document:{id_}")
    assert (first, second, now.file) == (True, False, "file:a.pdf")
