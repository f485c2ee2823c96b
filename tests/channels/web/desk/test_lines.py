from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.channels.web.desk.lines import line_views
from bot.channels.web.words import Words
from bot.core.effects import Button
from bot.core.events import MediaFile
from tests.channels.web.lines import line

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def words(book):
    return Words(book.pack("ebike"), "zh-CN", area="desk")


def views(words, *lines):
    return line_views(
        lines, conversation="web:1", words=words, zone=ZONE, names={"7": "王芳"}, me="7"
    )


def test_sides_tell_who_speaks(words):
    said = line(1, "<b>在吗</b>", incoming=True, kind="said")
    reply = line(2, "<b>在</b>", incoming=False, kind="say")
    mine = replace(reply, seq=3, author="staff:7")
    note = replace(
        line(4, "别约上门", incoming=False, kind="note"), author="staff:7", internal=True
    )
    mark = replace(line(5, "王芳", incoming=False, kind="claimed"), author="staff:7", internal=True)
    shown = views(words, said, reply, mine, note, mark)
    assert [(one.side, str(one.text), one.author, one.changeable) for one in shown] == [
        ("in", "&lt;b&gt;在吗&lt;/b&gt;", "", False),
        ("out", "<b>在</b>", "", False),
        ("staff", "<b>在</b>", "王芳", True),
        ("note", "别约上门", "王芳", False),
        ("mark", "王芳 · 接手了", "王芳", False),
    ]


def test_buttons_show_what_was_pressed(words):
    asked = replace(
        line(1, "灯亮吗", incoming=False, kind="say"),
        buttons=((Button("亮", "y"), Button("不亮", "n")),),
    )
    pressed = line(2, "n", incoming=True, kind="pressed")
    shown = views(words, asked, pressed)
    assert shown[0].choices == (("亮", False), ("不亮", True))
    assert str(shown[1].text) == "不亮"


@pytest.mark.parametrize(
    ("delivery", "reason", "told", "failed"),
    [
        ("sent", "", "", False),
        ("pending", "", "pending", False),
        ("failed", "undeliverable", "failed", True),
        ("unknown", "timeout", "unknown", True),
        ("failed", "fenced", "fenced", False),
    ],
)
def test_delivery_is_told_when_it_is_not_certain(words, delivery, reason, told, failed):
    sent = replace(line(1, "您好", incoming=False, kind="say"), delivery=delivery, reason=reason)
    (shown,) = views(words, sent)
    assert (shown.delivery, shown.failed) == (told, failed)


def test_orders_to_change_a_line_are_not_lines(words):
    order = replace(line(2, "改", incoming=False, kind="edit"), internal=True)
    assert [one.seq for one in views(words, line(1, "在", incoming=False, kind="say"), order)] == [
        1
    ]


def test_parts_of_an_album_are_one_line_and_its_trouble_is_told(words):
    first, second = (
        (MediaFile(kind="photo", ref=f"file:{name}.png", album="a"),) for name in ("ab", "cd")
    )
    sent = replace(
        line(1, "两张照片", incoming=False, kind="say"),
        author="staff:7",
        files=first,
        delivery="sent",
    )
    failed = replace(sent, seq=3, text="", files=second, delivery="failed", reason="blocked")
    answer = line(2, "收到", incoming=True, kind="said")
    album, other = views(words, sent, answer, failed)
    assert (album.seq, album.last, str(album.text)) == (1, 3, "两张照片")
    assert [one.url.rpartition("/")[2] for one in album.attachments] == ["ab.png", "cd.png"]
    assert (album.delivery, other.last) == ("failed", 2)
