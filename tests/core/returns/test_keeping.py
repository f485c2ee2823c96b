"""A list sent while a colleague has the conversation is kept, and comes back with the bot (R1)."""

from dataclasses import replace

import pytest

from bot.core.dispatch import dispatch
from bot.core.effects import Note, Say
from bot.core.events import (
    CustomerSaid,
    DealerSentTable,
    Event,
    MediaFile,
    Person,
    StaffClaimed,
    StaffClosed,
    StaffHandedBack,
    StaffReleased,
)
from bot.core.markup import plain

LIST = """控制器 3个 TDR-12 2026年3月 不通电
充电器 2个 TDR-12 2026年2月 不充电"""
ROWS = (
    ("配件", "数量", "车型", "发票日期", "故障"),
    ("电机", "1", "TDR-12", "2026-01-05", "异响"),
)


class Owned:
    """A dealer's conversation that a colleague owns; each verb returns the effects."""

    def __init__(self, talk, book):
        self.talk, self.book, self.count = talk, book, 0
        self.act(StaffClaimed())

    def happen(self, what, person):
        self.count += 1
        event = Event(
            channel="test",
            conversation="test:1",
            update_id=f"x{self.count}",
            at=self.talk.now,
            sender=person,
            what=what,
        )
        turn = dispatch(self.book, self.talk.state, event, self.talk.records)
        self.talk.state = turn.state
        return turn.effects

    def act(self, what):
        return self.happen(what, Person(role="staff", id="s1", name="李"))

    def sends(self, what):
        return self.happen(what, Person(role="dealer", id="1", name="林"))


@pytest.fixture
def owned(talk, book):
    return Owned(talk, book)


def words(effects):
    return "\n".join(plain(one.text) for one in effects if isinstance(one, Say))


def notes(effects):
    return [one.text for one in effects if isinstance(one, Note) and one.kind == "note"]


def table(*, rows=ROWS, unreadable=""):
    file = MediaFile(kind="document", ref="file:x", name="退件.xlsx")
    return DealerSentTable(name=file.name, rows=rows, unreadable=unreadable, file=file)


def test_list_is_kept_and_receipted_once(owned):
    first = owned.sends(CustomerSaid(LIST))
    assert "自动回执" in words(first)
    assert "2 行" in notes(first)[0]
    second = owned.sends(table())
    assert words(second) == ""
    assert "一共 3 行" in notes(second)[0]
    assert len(owned.talk.state.returning.lines) == 3


def test_spreadsheet_that_cannot_be_read_is_told_to_the_colleague(owned):
    effects = owned.sends(table(rows=(), unreadable="corrupt"))
    assert "另存一次" in notes(effects)[0]
    assert words(effects) == ""


def test_words_that_are_no_list_are_kept_from_the_draft(owned):
    assert notes(owned.sends(CustomerSaid("控制器那个你们到底修不修"))) == []
    assert owned.talk.state.returning is None


@pytest.mark.parametrize(
    "leaves", [StaffHandedBack(script="", step="", promised=""), StaffReleased(), StaffClosed()]
)
def test_list_comes_back_to_be_checked_however_the_colleague_leaves(leaves, owned):
    owned.sends(CustomerSaid(LIST))
    said = words(owned.act(leaves))
    assert "您发的 2 行，都在这儿" in said
    assert "对的话点“提交”" in said
    assert owned.talk.state.returning.kept == 0


def test_only_looking_member_keeps_no_list(owned):
    records = owned.talk.records
    records.dealers["test:1"] = replace(records.dealers["test:1"], right="look")
    owned.sends(CustomerSaid(LIST))
    assert owned.talk.state.returning is None
