from dataclasses import replace

import pytest

from bot.channels.web.drawing import in_words
from bot.channels.web.form_preview import FieldRow, preview
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.document import MAIN
from tests.documents.shipped import PRINTED, SPREADSHEETS


def shown(book, form):
    pack = book.pack("ebike")
    words = Words(pack, "en")
    made = preview(form, pack, words)
    page = render(
        "form.html",
        words=words,
        form=form,
        preview=made,
        pack=pack.name,
        label=in_words,
        digest="d",
    )
    return made, page


@pytest.mark.parametrize("form", [*PRINTED, *SPREADSHEETS])
def test_form_is_shown_with_its_example_and_its_fields(book, form):
    form = book.pack("ebike").documents[form]
    made, page = shown(book, form)
    assert made.problem == ""
    assert bool(made.pages) == (form.format == "pdf")
    assert bool(made.rows) == (form.format == "xlsx")
    assert page.count('class="paper"') == made.pages
    assert all(f"<code>{row.path}</code>" in page for row in made.fields)


def test_fields_are_listed_as_data_has_them(book):
    made, _ = shown(book, book.pack("ebike").documents["return_list"])
    assert FieldRow("dealer.phone", "电话", "text", required=True) in made.fields
    assert FieldRow(
        "lines[].serials", "编号（车架号、序列号）", "several texts", required=False
    ) in (made.fields)


def test_form_that_cannot_be_printed_says_why(book):
    form = book.pack("ebike").documents["return_list"]
    made, page = shown(book, replace(form, sources={**form.sources, MAIN: b"#colour"}))
    assert made.problem == "return_list.typ:1:2 unknown variable: colour"
    assert made.problem in page
