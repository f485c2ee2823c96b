from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.channels.web.explanation import Explanation, Heard, Reason, Stage, Told, explain
from bot.channels.web.templates import render
from bot.channels.web.words import Words
from bot.core.effects import Why
from bot.core.state import Answer, Frame, State
from bot.desk.views import ConversationView
from tests.channels.web.lines import reply

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def pack(book):
    return book.pack("ebike")


@pytest.fixture
def words(pack):
    return Words(pack, "en")


def view(state):
    return ConversationView(
        id="web:1",
        channel="web",
        chat_id="1",
        role="customer",
        name="",
        owner="bot",
        epoch=0,
        priority="normal",
        note="",
        queued_at=None,
        owned_at=None,
        waiting_since=None,
        pack="ebike",
        lang="en",
        undeliverable=False,
        state=state,
        created_at=AT,
        updated_at=AT,
    )


def test_explanation_of_nothing_is_empty(pack, words):
    stages = tuple(Stage(label, "later") for label in ("Soothe", "Diagnose", "Solve", "Close"))
    assert explain((), state=None, cases=(), pack=pack, words=words) == Explanation(
        stages=stages,
        mood="calm",
        fault="",
        fault_id="",
        path=(),
        running=(),
        told=(),
        cases=(),
        reasons=(),
    )


def test_explanation_tells_phase_path_answers_and_reasons(pack, words):
    frame = Frame(
        script="fault.ev_no_charge",
        digest="d",
        step="hours",
        trail=("soothe", "light"),
        waiting=True,
    )
    answer = Answer(slot="ev_no_charge.light", value="red", said="Red", update="u", at=AT)
    state = State(
        pack="ebike",
        lang="en",
        phase="diagnose",
        mood="upset",
        node="ev_no_charge",
        frames=(frame,),
        answers=(replace(answer, value="green", said="Green"), answer),
    )
    why = Why(
        rule="ask",
        step="fault.ev_no_charge/hours",
        source="ebike/faults/battery.yaml:49",
        candidates=(("ev_no_charge", 0.8), ("gone", 0.2)),
        evidence=("<b>line</b> (0.8)",),
        answers=(("ev_no_charge.light", "red", "u"),),
    )
    got = explain(
        [reply(1, "Hello"), reply(2, "<b>How</b> long?", why=why)],
        state=view(state),
        cases=(),
        pack=pack,
        words=words,
    )
    assert got == Explanation(
        stages=(
            Stage("Soothe", "done"),
            Stage("Diagnose", "now"),
            Stage("Solve", "later"),
            Stage("Close", "later"),
        ),
        mood="upset",
        fault="Battery does not charge",
        fault_id="ev_no_charge",
        path=("light: Red", "hours: …"),
        running=(("fault.ev_no_charge", "hours"),),
        told=(Told("ev_no_charge.light", "Red", "red"),),
        cases=(),
        reasons=(
            Reason(
                seq=2,
                excerpt="How long?",
                why=why,
                heard=(
                    Heard("ev_no_charge", "Battery does not charge", 0.8, 100),
                    Heard("gone", "", 0.2, 25),
                ),
                told=(Told("ev_no_charge.light", "red", ""),),
            ),
        ),
    )
    html = render("explanation.html", words=words, it=got)
    assert "ebike/faults/battery.yaml:49" in html
    assert "&lt;b&gt;line&lt;/b&gt;" in html


def test_explanation_gives_reasons_of_the_newest_replies_only(pack, words):
    lines = [reply(seq, "好", why=Why(rule="r")) for seq in range(1, 101)]
    shown = explain(lines, state=None, cases=(), pack=pack, words=words)
    assert [reason.seq for reason in shown.reasons] == list(range(100, 70, -1))
