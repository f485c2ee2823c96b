from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from bot.channels.web.bubbles import Attachment, Bubble, Pill, bubbles, open_question
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.effects import Button, Why
from bot.core.events import MediaFile
from tests.channels.web.lines import LINE, line, reply

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def words(book):
    return Words(book.pack("ebike"), "en")


def shown(lines, words):
    return bubbles(lines, conversation="web:1", words=words, zone=SHANGHAI)


def test_bubble_of_a_customer_is_escaped(words):
    (bubble,) = shown([line(1, "<img src=x onerror=alert(1)>")], words)
    assert bubble.text == Markup("&lt;img src=x onerror=alert(1)&gt;")
    assert bubble.side == "me"
    html = render("bubble.html", bubble=bubble, words=words)
    assert "<img" not in html
    assert "10:00" in html


def test_bubble_of_the_bot_has_its_buttons_and_marks_the_pressed_one(words):
    buttons = ((Button("Red", "1.red"), Button("Green", "1.green")),)
    asked = reply(1, "Which <b>colour</b>?", buttons=buttons, why=Why(rule="ask"))
    assert shown([asked, line(2, "1.red", kind="pressed")], words) == (
        Bubble(
            seq=1,
            side="bot",
            text=Markup("Which <b>colour</b>?"),
            at=LINE.at.astimezone(SHANGHAI),
            rows=(
                (
                    Pill("Red", "1.red", "", pressed=True),
                    Pill("Green", "1.green", "", pressed=False),
                ),
            ),
            explained=True,
            parts=(1,),
        ),
        Bubble(seq=2, side="me", text=Markup("Red"), at=LINE.at.astimezone(SHANGHAI), parts=(2,)),
    )


def test_parts_of_an_album_are_one_bubble_whatever_was_said_between(words):
    first, second, other = (
        (MediaFile(kind="photo", ref=f"file:{name}.png", album=album),)
        for name, album in (("ab", "a"), ("cd", "a"), ("ef", ""))
    )
    album, answer, alone = shown(
        [
            line(1, "Here", kind="media", files=first),
            reply(2, "Thanks"),
            line(3, kind="media", files=second),
            line(4, kind="media", files=other),
        ],
        words,
    )
    assert (album.seq, album.parts, album.text) == (1, (1, 3), Markup("Here"))
    assert [one.url.rpartition("/")[2] for one in album.attachments] == ["ab.png", "cd.png"]
    assert (answer.parts, alone.parts) == ((2,), (4,))


def test_bubble_of_a_photo_links_to_the_own_conversation(words):
    photo = MediaFile(kind="photo", ref="file:ab.png", name='"><script>.png')
    heic = MediaFile(kind="photo", ref="file:cd.heic", name="x.heic")
    (bubble,) = shown([line(1, kind="media", files=(photo, heic))], words)
    assert bubble.attachments == (
        Attachment("/chat/web:1/files/ab.png", '"><script>.png', shown=True),
        Attachment("/chat/web:1/files/cd.heic", "x.heic", shown=False),
    )
    assert "<script" not in render("bubble.html", bubble=bubble, words=words)


@pytest.mark.parametrize(
    ("given", "side", "text"),
    [
        (line(1, "/human", kind="command"), "me", "Talk to a person"),
        (line(1, "/restart", kind="command"), "note", "Start over"),
        (line(1, "/language en", kind="command"), "me", "Language changed"),
        (line(1, "13800000000", kind="contact"), "me", "13800000000"),
    ],
)
def test_bubble_of_a_command_reads_like_its_menu_entry(given, side, text, words):
    (bubble,) = shown([given], words)
    assert (bubble.side, bubble.text) == (side, text)


def test_bubbles_leave_out_what_nobody_said(words):
    kinds = ("started", "left", "returned")
    assert shown([line(n, kind=kind) for n, kind in enumerate(kinds)], words) == ()


def test_bubble_of_a_colleague_names_them(words):
    (bubble,) = shown([replace(reply(1, "您好"), author="staff:7")], words)
    assert (bubble.side, bubble.author) == ("bot", "Colleague")


BUTTONS = ((Button("Red", "1.red"),),)


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([reply(1, "您好")], None),
        ([reply(1, "?", buttons=BUTTONS)], 1),
        ([reply(1, "?", buttons=BUTTONS), reply(2, "还在吗")], 1),
        ([reply(1, "?", buttons=BUTTONS), line(2, "红")], 1),
        ([reply(1, "?", buttons=BUTTONS), line(2, "红"), reply(3, "好了")], None),
        ([reply(1, "?", buttons=BUTTONS), line(2, "红"), reply(3, "?", buttons=BUTTONS)], 3),
    ],
)
def test_question_is_open_until_something_else_is_answered(lines, number, words):
    assert open_question(shown(lines, words)) == number
