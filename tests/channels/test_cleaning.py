from datetime import UTC, datetime

import pytest

from bot.channels.cleaning import LONGEST, clean, clean_event
from bot.channels.commands import read_text
from bot.channels.terminal.session import Session, Speaker
from bot.core.events import (
    CommandGiven,
    CustomerSaid,
    CustomerSentMedia,
    CustomerSharedContact,
    CustomerSharedLocation,
    Event,
    MediaFile,
    Person,
)
from bot.desk import Desk
from bot.desk.views import transcript
from tests.desk.engines import echo, tiny_book


@pytest.mark.parametrize(
    ("raw", "fit"),
    [
        ("灯\x00不亮", "灯不亮"),
        ("a\r\n\tb\x1b[31m", "a\n\tb[31m"),
        ("half \ud83d of one", "half  of one"),
        ("whole 😀", "whole 😀"),
        ("长" * (LONGEST + 1), "长" * LONGEST),
        ("", ""),
    ],
)
def test_text_is_cleaned(raw, fit):
    assert clean(raw) == fit


def test_typed_line_is_cleaned_before_it_is_read():
    assert read_text("/he\x00lp") == CommandGiven("help")
    assert read_text("x" * 100_000) == CustomerSaid("x" * LONGEST)


def event(what, *, name="王\x00"):
    return Event(
        channel="web",
        conversation="web:1",
        update_id="1",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        sender=Person(role="customer", id="1", name=name),
        what=what,
    )


@pytest.mark.parametrize(
    ("raw", "fit"),
    [
        (
            CustomerSentMedia(
                file=MediaFile(kind="photo", ref="r", name="a\x00.png"), caption="\x07b"
            ),
            CustomerSentMedia(file=MediaFile(kind="photo", ref="r", name="a.png"), caption="b"),
        ),
        (
            CustomerSharedContact(phone="139\x00", name="\udc00王"),
            CustomerSharedContact(phone="139", name="王"),
        ),
        (
            CustomerSharedLocation(latitude=31.5, longitude=120.3),
            CustomerSharedLocation(latitude=31.5, longitude=120.3),
        ),
    ],
)
def test_event_is_cleaned_through_and_through(raw, fit):
    assert clean_event(event(raw)) == event(fit, name="王")


def test_terminal_stores_what_was_said_without_control_characters(store, tmp_path):
    session = Session(Desk(store, tiny_book, step=echo), files=tmp_path)
    speaker = Speaker("customer", "1")
    session.say(speaker, "不\x00亮")
    session.contact(speaker, "139\x00", name="王\x00")
    lines = transcript(store, speaker.conversation)
    assert [line.text for line in lines if line.incoming] == ["不亮", "139 王"]
