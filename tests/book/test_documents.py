"""Forms in a pack: laid over the common ones, tried when they change, read again when they are edited."""

from textwrap import dedent

import pytest

from bot.book.checks.documents import required_only
from bot.book.digest import digest
from bot.book.documents import read_document, read_layouts, with_layouts
from bot.book.folder import Folder
from bot.book.issue import Issues
from bot.book.loading import load
from bot.book.reader import read_yaml
from bot.core.document import MAIN
from bot.documents.filling import filled
from tests.documents.shipped import shipped_forms

SLIP = """
    name: {zh-CN: 单子, en: Slip}
    format: pdf
    file: 单子-{number}
    signed_off: {编制: 售后部}
    fields:
      number: {is: 单号, kind: code, required: true}
      day: {is: 日期, kind: date}
      lines:
        is: 明细
        kind: rows
        fields: {part: {is: 配件, required: true}, count: {is: 数量, kind: number}}
    example: {number: RT-1, day: 2026-11-23, lines: [{part: 电机, count: 2}]}
"""
LAYOUT = """
    #import "shared.typ": *
    #let data = json(bytes(sys.inputs.given)).data
    #number(data.number) #data.day #for row in data.lines [#row.part #row.count]
"""


@pytest.fixture
def documents(root):
    folder = root / "common" / "documents"
    folder.mkdir()
    (folder / "slip.yaml").write_text(dedent(SLIP), "utf-8")
    (folder / "slip.typ").write_text(dedent(LAYOUT), "utf-8")
    (folder / "shared.typ").write_text("#let number(text) = [单号 #text]\n", "utf-8")
    return folder


def read(root, pack):
    issues, folder = Issues(), Folder(name=pack)
    for path in sorted((root / pack / "documents").glob("*.yaml")):
        read_document(read_yaml(path, root=root, issues=issues), path.stem, folder)
    folder.layouts = read_layouts(root / pack, root=root, issues=issues)
    assert issues.sorted() == ()
    return folder


def issues_of(root, fill=filled):
    return {str(issue) for issue in load(root, default="bike", fill=fill).issues}


@pytest.mark.usefixtures("documents")
def test_form_is_read_with_its_layout_and_what_it_shares(root):
    common = read(root, "common")
    slip = with_layouts(common.documents, common.layouts)["slip"]
    assert slip.example["day"] == "2026-11-23"
    assert slip.signed_off == (("编制", "售后部"),)
    assert sorted(slip.sources) == [MAIN, "shared.typ"]
    assert slip.paths["slip.typ"] == "common/documents/slip.typ"


@pytest.mark.usefixtures("documents")
def test_packs_own_layout_replaces_the_common_one(root):
    own = root / "bike" / "documents"
    own.mkdir()
    (own / "shared.typ").write_text("#let number(text) = [No. #text]\n", "utf-8")
    common, bike = read(root, "common"), read(root, "bike")
    slip = with_layouts(common.documents | bike.documents, common.layouts | bike.layouts)["slip"]
    assert slip.paths == {
        "slip.typ": "common/documents/slip.typ",
        "shared.typ": "bike/documents/shared.typ",
    }


def test_good_forms_are_no_issue(root, documents):
    without = issues_of(root)
    for file in documents.iterdir():
        file.unlink()
    assert without == issues_of(root)


def test_form_is_tried_again_only_when_it_changed(root, documents):
    tried = []

    def fill(form, data, *, brand):
        tried.append(form.id)
        return filled(form, data, brand=brand)

    (documents / "slip.yaml").write_text(dedent(SLIP).replace("RT-1", "RT-once"), "utf-8")
    issues_of(root, fill)
    assert tried == ["slip", "slip"]
    issues_of(root, fill)
    assert tried == ["slip", "slip"]
    (documents / "shared.typ").write_text("#let number(text) = [编号 #text]\n", "utf-8")
    issues_of(root, fill)
    assert tried == ["slip"] * 4


def test_mistake_in_a_shared_file_is_told_there(root, documents):
    (documents / "shared.typ").write_text("\n#let number(text) = colour\n", "utf-8")
    told = [issue for issue in issues_of(root) if "cannot be printed" in issue]
    assert len(told) == 1
    assert told[0].startswith("common/documents/shared.typ:2:21 the form `slip` cannot be printed")


def test_book_is_another_when_a_layout_changes(root, documents):
    before = digest(root)
    (documents / "shared.typ").write_text("#let number(text) = text\n", "utf-8")
    assert digest(root) != before


def test_nothing_is_left_of_an_example_but_what_is_required():
    form = shipped_forms()["return_list"]
    left = required_only(form.fields, form.example)
    assert sorted(left) == ["date", "dealer", "lines", "number", "plant", "total"]
    assert left["lines"][0] == {"part": "控制器", "quantity": 3}
