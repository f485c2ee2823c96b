import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from bot.book.checks.documents import required_only
from bot.core.document import MAIN, LayoutError, MissingFieldsError
from bot.documents.printable import pictures, printable
from tests.documents.paper import printed
from tests.documents.shipped import PRINTED, shipped_brand, shipped_forms

MARKUP = '#import "x": * *粗* _斜_ $x^2$ <b>html</b> [链接] @ref = 标题 `code` \\ {{x}} </svg>'
SERIAL = "LX" + "0123456789" * 6
NUMBER = "RT-20261123-0007"
HEADING = "序号配件型号数量编号发票日期故障三包备注实收"
A4 = (595, 842)
MARGIN = 28
"""Points that any printer leaves white."""


def squeezed(text):
    return re.sub(r"\s", "", text)


def whole(pages):
    return squeezed("".join(page.text for page in pages))


def values(data):
    match data:
        case dict():
            return [text for value in data.values() for text in values(value)]
        case list():
            return [text for value in data for text in values(value)]
        case bool() | None:
            return []
    return [str(data)]


def spellings(value):
    """How a value may stand on the paper: as it is, as a day in words, or as an amount."""
    yield squeezed(value)
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?", value):
        year, month, date, time = day.groups()
        yield f"{year}年{int(month)}月{int(date)}日{time or ''}"
        yield f"{year}-{month}-{date}{time or ''}"
    if re.fullmatch(r"\d+(\.\d+)?", value):
        yield f"{float(value):,.2f}"


def many(count, **more):
    line = {"part": "控制器", "model": "TDR-12", "quantity": 1, "fault": "进水", **more}
    lines = [line for _ in range(count)]
    return {**shipped_forms()["return_list"].example, "total": count, "lines": lines}


@pytest.mark.parametrize("form", PRINTED)
def test_every_value_of_a_form_is_on_the_paper_as_text_to_select(form):
    shown = whole(printed(form))
    example = shipped_forms()[form].example
    lost = [value for value in values(example) if not any(one in shown for one in spellings(value))]
    assert lost == []


@pytest.mark.parametrize("form", PRINTED)
def test_form_with_nothing_but_what_it_must_know_is_printed_on_a4(form):
    described = shipped_forms()[form]
    pages = printed(form, required_only(described.fields, described.example))
    assert {tuple(sorted(page.size)) for page in pages} == {A4}


@pytest.mark.parametrize("form", PRINTED)
def test_scanner_reads_the_number_as_qr_and_as_bar_code(form):
    number = shipped_forms()[form].example["number"]
    tags = {f"{number}/{place}" for place in (1, 2, 3)} if form == "part_tag" else {number}
    wanted = {(kind, tag) for tag in tags for kind in ("QR Code", "Code 128")}
    assert printed(form)[0].codes >= wanted


def test_values_are_never_markup():
    dealer = {**shipped_forms()["return_list"].example["dealer"], "name": MARKUP, "address": MARKUP}
    pages = printed("return_list", {**many(2, fault=MARKUP, part=MARKUP), "dealer": dealer})
    assert whole(pages).count(squeezed(MARKUP)) == 6


def test_two_hundred_lines_have_their_heading_and_number_on_every_page():
    pages = printed("return_list", many(200))
    assert len(pages) > 4
    for place, page in enumerate(pages, 1):
        shown = squeezed(page.text)
        assert HEADING in shown
        assert f"第{place}页共{len(pages)}页" in shown
        assert NUMBER in shown
    assert "200控制器TDR-12" in whole(pages)
    assert "经销商签字" in pages[-1].text


def test_long_serial_is_broken_to_its_column():
    pages = printed("return_list", many(1, serials=[SERIAL]))
    assert SERIAL in whole(pages)
    assert pages[0].right < A4[0] - MARGIN


def test_frame_number_stays_in_one_piece():
    frame = "LX12-555-00981-07"
    lines = [{"part": "车架", "quantity": 1, "serials": [frame]}]
    pages = printed("rework_card", {**shipped_forms()["rework_card"].example, "lines": lines})
    assert frame in pages[0].text


def test_long_text_goes_on_over_pages():
    said = "约好周日取车，到店才知道配件没到。" * 200
    data = {**shipped_forms()["complaint_sheet"].example, "summary": said}
    pages = printed("complaint_sheet", data)
    assert len(pages) > 1
    assert said.count("到店") == whole(pages).count("到店")


def test_same_data_give_the_same_bytes():
    form = shipped_forms()["return_list"]
    first, second = (printable(form, form.example, brand=shipped_brand()) for _ in range(2))
    assert first == second


def test_missing_fields_are_named():
    form = shipped_forms()["return_list"]
    with pytest.raises(MissingFieldsError, match="return_list lacks dealer, lines") as told:
        printable(form, {**form.example, "dealer": {}, "lines": []}, brand=shipped_brand())
    assert told.value.names == ("dealer", "lines")


def test_wrong_layout_is_told_with_its_place():
    form = shipped_forms()["return_list"]
    broken = {**form.sources, MAIN: b'#import "layout.typ": *\n\n#data.colour\n'}
    with pytest.raises(LayoutError, match="colour") as told:
        printable(replace(form, sources=broken), form.example, brand=shipped_brand())
    assert (told.value.file, told.value.line, told.value.column) == ("return_list.typ", 3, 7)


def test_layout_that_reads_a_file_of_the_machine_is_refused():
    form = shipped_forms()["return_list"]
    broken = {**form.sources, MAIN: b'#read("/etc/passwd")'}
    with pytest.raises(LayoutError):
        printable(replace(form, sources=broken), form.example, brand=shipped_brand())


def test_emoji_and_control_characters_do_no_harm():
    pages = printed("return_list", many(1, fault="进水😀\x00\x07了", serials=["🔧SN-1"]))
    assert "SN-1" in pages[0].text


def test_number_no_code_can_hold_is_printed_as_text():
    data = {**shipped_forms()["return_list"].example, "number": "退货-０７"}
    (page,) = printed("return_list", data)
    assert "退货-０７" in page.text
    assert {kind for kind, _ in page.codes} <= {"QR Code"}


def test_pictures_show_every_page():
    form = shipped_forms()["return_list"]
    shown = pictures(form, many(60), brand=shipped_brand(), ppi=30)
    assert len(shown) == len(printed("return_list", many(60)))
    assert all(page.startswith(b"\x89PNG") for page in shown)


def test_picture_of_a_form_that_lacks_something_names_it():
    form = shipped_forms()["return_list"]
    with pytest.raises(MissingFieldsError, match="lacks plant"):
        pictures(form, {**form.example, "plant": {}}, brand=shipped_brand())


@pytest.mark.parametrize("form", PRINTED)
def test_form_bears_its_number_and_version_as_a_controlled_document(form):
    described = shipped_forms()[form]
    shown = whole(printed(form))
    assert described.number in shown
    assert described.version in shown
    if form not in ("part_tag", "shipping_label"):  # labels have no room for who signed them off
        assert all(f"{heading}{name}" in shown for heading, name in described.signed_off)


@pytest.mark.parametrize("form", PRINTED)
def test_form_needs_no_colour(form):
    (page, *_) = pictures(
        shipped_forms()[form], shipped_forms()[form].example, brand=shipped_brand(), ppi=40
    )
    red, green, blue = Image.open(io.BytesIO(page)).convert("RGB").split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
