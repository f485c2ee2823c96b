from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.cases import CaseLine
from bot.core.dealers import Claim
from bot.core.repeats import Repeat, flag, past_of, repeat_of
from bot.core.warranty import Repair

SERIAL = "YT60A0001234567"
LINE = CaseLine(node="ev_horn", part="horn", serials=(SERIAL,))


def claim(case, *, ended="done", decision="repair", line=LINE, month=5):
    opened = datetime(2026, month, 1, 2, tzinfo=UTC)
    return Claim(
        case=case,
        line=1,
        dealer="",
        opened_at=opened,
        closed_at=opened.replace(day=9) if ended else None,
        ended=ended,
        about=CaseLine(node=line.node, part=line.part, serials=line.serials, decision=decision),
    )


def repeat(*claims, line=LINE):
    return repeat_of(claims, line, case="RT-9", failed_repairs=2)


def test_first_time_is_no_repeat():
    assert repeat() is None
    assert repeat(claim("RT-9")) is None


def test_second_time_is_flagged_with_the_case_before():
    found = repeat(claim("RT-1"))

    assert found == Repeat(serial=SERIAL, times=2, before="RT-1", exchange=False)
    assert flag(LINE, found).flags == ("repeat_repair",)
    assert flag(flag(LINE, found), found).flags == ("repeat_repair",)
    assert flag(LINE, None) == LINE


def test_two_repairs_in_vain_call_for_an_exchange():
    found = repeat(claim("RT-2", month=6), claim("RT-1"))

    assert found == Repeat(serial=SERIAL, times=3, before="RT-2", exchange=True)


def test_repair_under_way_does_not_count_as_one_in_vain():
    assert not repeat(claim("RT-2", ended="", month=6), claim("RT-1")).exchange


@pytest.mark.parametrize(
    "other",
    [
        claim("RT-1", ended="cancelled"),
        claim("RT-1", decision="exchange"),
        claim("RT-1", decision="refund"),
        claim("RT-1", line=CaseLine(node="ev_brake", part="horn", serials=(SERIAL,))),
    ],
    ids=["cancelled", "exchanged", "refunded", "another fault"],
)
def test_what_was_no_repair_of_this_fault_does_not_count(other):
    assert repeat(other) is None


def test_part_tells_the_fault_where_nobody_told_it():
    horn = CaseLine(part="horn", serials=(SERIAL,))

    assert repeat(claim("RT-1", line=horn), line=horn).times == 2
    assert repeat(claim("RT-1", line=CaseLine(part="motor", serials=(SERIAL,))), line=horn) is None


def test_past_gives_stays_and_the_last_exchange():
    claims = (claim("RT-3", decision="exchange", month=7), claim("RT-1"), claim("RT-2", ended=""))

    assert past_of(claims, part="horn", zone=ZoneInfo("Asia/Shanghai")) == (
        (Repair(fault="ev_horn", received=date(2026, 5, 1), returned=date(2026, 5, 9)),),
        date(2026, 7, 9),
    )
