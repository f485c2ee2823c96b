from datetime import UTC, datetime

from bot.desk.mining import Proposal, propose
from bot.desk.misses import MissView

NODES = {"ev_no_charge", "ev_horn"}


def miss(text, *, kind="missed", chosen="", candidates=()):
    return MissView(
        text=text,
        kind=kind,
        candidates=candidates,
        chosen=chosen,
        conversation="test:1",
        at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def test_chosen_faults_come_first_and_repeats_count():
    found = propose(
        [
            miss("插上没动静", candidates=(("ev_no_charge", 0.5),)),
            miss("嘀嘀不出声", kind="clarified", chosen="ev_horn"),
            miss("插上没动静！"),
        ],
        known=(),
        nodes=NODES,
    )

    assert found == (
        Proposal(sure=True, times=1, labels=("ev_horn",), text="嘀嘀不出声", kind="clarified"),
        Proposal(sure=False, times=2, labels=("ev_no_charge",), text="插上没动静", kind="missed"),
    )


def test_known_lines_and_personal_data_are_left_out():
    found = propose(
        [miss("插上没动静"), miss("打我13905550123"), miss("单号 5550199"), miss("")],
        known={"插上没动静"},
        nodes=NODES,
    )

    assert found == ()


def test_weak_guess_is_proposed_as_no_complaint():
    found = propose([miss("今天真热", candidates=(("ev_horn", 0.2),))], known=(), nodes=NODES)

    assert found[0].labels == ()
