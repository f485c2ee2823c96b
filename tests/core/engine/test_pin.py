"""A conversation goes on when the book under it is edited."""

import shutil
from dataclasses import replace
from functools import cache

import pytest

from bot.book import load
from bot.core.engine.pin import fate
from tests.core.engine.conversation import DIALOGUES, Conversation

NODE = """nodes:
  - id: ev_charger_dead
    name: {{zh-CN: 充电器不亮灯, en: Charger shows no light}}
    meaning: 充电器本身无指示灯
    group: charger
    severity: normal
    symptoms: [充电器指示灯不亮]
    {renamed}
    soothe: {{zh-CN: 充电器没反应，车就充不了电。, en: "A dead charger leaves you stranded."}}
    questions:
{questions}
    causes:
      - id: broken
        name: {{zh-CN: 充电器坏了, en: Charger failed}}
        likelihood: 1.0
        explain: {{zh-CN: 多半是充电器坏了。, en: The charger has most likely failed.}}
        remedy: part
        part: charger
"""
QUESTION = """      - id: {id}
        ask: {{zh-CN: "第{id}问，怎么样？", en: "Question {id}, how is it?"}}
        choices:
          - {{id: good, label: {{zh-CN: 好的{id}, en: Good {id}}}, to: {to}}}
          - {{id: bad, label: {{zh-CN: 坏的{id}, en: Bad {id}}}, to: {to}}}
        unsure: {to}
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Books that differ only in the questions of one fault."""
    root = tmp_path_factory.mktemp("book") / "dialogues"
    shutil.copytree(DIALOGUES, root)
    for path in (root / "ebike/faults").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        head, found, rest = text.partition("  - id: ev_charger_dead\n")
        if found:
            after = rest.partition("\n  - id: ")
            path.write_text(head + "  - id: " + after[2], encoding="utf-8")

    @cache
    def book(*questions, renamed=""):
        ids = [*questions, "broken"]
        asked = "".join(
            QUESTION.format(id=one, to=ids[place + 1]) for place, one in enumerate(questions)
        )
        (root / "ebike/faults/zz.yaml").write_text(
            NODE.format(questions=asked, renamed=renamed), encoding="utf-8"
        )
        loaded = load(root, default="ebike")
        assert loaded.book is not None, "\n".join(map(str, loaded.issues))
        return loaded.book

    return book


def at_second_question(book):
    talk = Conversation(book)
    talk.say("充电器指示灯不亮")
    talk.press("好的one")
    assert talk.says[-1].why.step == "fault.ev_charger_dead/two"
    return talk


def test_unchanged_step_takes_its_answer_under_the_new_book(shelf):
    talk = at_second_question(shelf("one", "two"))

    talk.book = shelf("one", "two", "three")
    talk.press("好的two")

    assert talk.says[-1].why.step == "fault.ev_charger_dead/three"


def test_step_inserted_before_the_open_one_does_not_disturb(shelf):
    talk = at_second_question(shelf("one", "two"))

    talk.book = shelf("one", "new", "two")
    talk.say("坏的two")

    assert talk.state.answers[-1].slot == "ev_charger_dead.two"


def test_removed_step_goes_on_from_the_nearest_surviving_one(shelf):
    talk = at_second_question(shelf("one", "two", "three"))

    talk.book = shelf("one", "three")
    talk.say("好的two")

    assert talk.says[-1].why.step == "fault.ev_charger_dead/three"
    assert talk.state.owner == "bot"


def test_fate_tells_what_an_edit_means_for_a_conversation(shelf):
    book = shelf("one", "two", "three")
    frames = at_second_question(book).state.frames

    assert fate(book.pack("ebike"), frames) == "unchanged"
    assert fate(shelf("one", "two").pack("ebike"), frames) == "same step"
    assert fate(shelf("one", "three").pack("ebike"), frames) == "nearest step"
    gone = (replace(frames[0], script="fault.ev_gone"),)
    assert fate(book.pack("ebike"), gone) == "person"


def test_reordered_steps_strand_nobody(shelf):
    talk = at_second_question(shelf("one", "two", "three"))

    talk.book = shelf("three", "two", "one")
    talk.press("好的two")

    assert talk.says
    assert talk.state.frames


def test_renamed_fault_is_followed(shelf):
    book = shelf("one", "two")
    talk = at_second_question(book)
    frame = replace(talk.state.frames[0], script="fault.ev_old_name", digest="old")
    talk.state = replace(talk.state, frames=(frame,))

    talk.book = shelf("one", "two", renamed="renamed_from: [ev_old_name]")
    talk.say("好的two")

    assert talk.state.frames
    assert talk.state.frames[0].script == "fault.ev_charger_dead"


def test_vanished_script_brings_a_person(shelf):
    talk = at_second_question(shelf("one", "two"))
    frame = replace(talk.state.frames[0], script="fault.ev_gone", digest="old")
    talk.state = replace(talk.state, frames=(frame,))

    talk.say("好的two")

    assert talk.state.owner == "queue"
    assert talk.says
