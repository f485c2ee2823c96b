"""What is said of each line: warranty, plant, doubts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.cases import CaseLine
from bot.core.dealers import Claim, Purchase
from bot.core.returns.check import check_lines
from bot.core.returns.listing import read_list
from tests.core.returns.dealer import DEALER, DealerRecords

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def claim(serial, *, closed=None, decision="pending", ended=""):
    return Claim(
        case="RT-20261001-0001",
        line=1,
        dealer="d1",
        opened_at=datetime(2026, 10, 1, tzinfo=UTC),
        closed_at=closed,
        ended=ended,
        about=CaseLine(part="controller", model="TDR-12", serials=(serial,), decision=decision),
    )


@pytest.fixture
def check(book, words, today):
    def checked(text, *, purchases=(), claims=()):
        records = DealerRecords(purchases=list(purchases), claims=list(claims))
        lines = read_list(text, words, today=today).lines
        return check_lines(
            lines, pack=book.pack("ebike"), words=words, records=records, dealer=DEALER, now=NOW
        )

    return checked


STANDS = {
    "控制器 1个 TDR-12 2026年3月 不转": ("covered", "in_term", "north"),
    "控制器 1个 YT-60 2025年3月 不转": ("paid", "expired", "south"),
    "电机 1个 TDR-12 2025年3月 异响": ("covered", "in_term", "north"),
    "刹车片 1个 TDR-12 2026年3月 磨没了": ("paid", "no_term", "north"),
    "控制器 1个 TDR-12 2026年3月 摔坏": ("paid", "crash", "north"),
    "控制器 1个 TDR-12 2026年3月 自己拆开过": ("paid", "opened", "north"),
    "控制器 1个 TDR-12 2026年3月 进水": ("covered", "in_term", "north"),
    "电池 1组 TDR-12 2026年3月 鼓包": ("stays", "in_term", "north"),
    "控制器 1个 2026年3月 不转": ("wrong", None, ""),
}


@pytest.mark.parametrize("text", STANDS)
def test_line_stands_as_the_rules_say(text, check):
    (one,) = check(text)
    reason = one.cover.reason if one.cover is not None else None
    assert (one.stands, reason, one.plant) == STANDS[text]


def test_month_alone_counts_to_its_last_day(check):
    (one,) = check("控制器 1个 TDR-12 2025年11月 不转")
    assert (one.stands, one.cover.until) == ("covered", date(2026, 11, 30))


def test_invoice_of_the_serial_counts_before_what_was_told(check):
    bought = Purchase(
        dealer="d1",
        model="TDR-12",
        part="vehicle",
        quantity=1,
        invoice="F1",
        invoice_date=date(2025, 2, 8),
        serials=("LX1234567",),
    )
    (one,) = check("控制器 1个 TDR-12 2026年3月 不转 LX1234567", purchases=[bought])
    assert (one.recorded, one.stands) == (date(2025, 2, 8), "paid")


FLAGS = {
    "open": (claim("LX1234567"), ("duplicate_claim",)),
    "repaired before": (
        claim("LX1234567", closed=datetime(2026, 10, 9, tzinfo=UTC), decision="repair"),
        ("repeat_repair",),
    ),
    "exchanged before": (
        claim("LX1234567", closed=datetime(2026, 10, 9, tzinfo=UTC), decision="exchange"),
        (),
    ),
    "called off": (
        claim("LX1234567", closed=datetime(2026, 10, 9, tzinfo=UTC), ended="cancelled"),
        (),
    ),
}


@pytest.mark.parametrize("before", FLAGS)
def test_earlier_claim_of_the_piece_is_flagged(before, check):
    earlier, flags = FLAGS[before]
    (one,) = check("控制器 1个 TDR-12 2026年3月 不转 lx-1234567", claims=[earlier])
    assert one.flags == flags


def test_exchange_starts_the_term_anew(check):
    changed = claim("LX1234567", closed=datetime(2026, 10, 9, tzinfo=UTC), decision="exchange")
    (one,) = check("控制器 1个 TDR-12 2025年3月 不转 LX1234567", claims=[changed])
    assert (one.stands, one.cover.restarted) == ("covered", True)


def test_same_serial_in_two_lines_is_flagged(check):
    found = check("控制器 1个 TDR-12 26.3 不转 LX1234567\n充电器 1个 TDR-12 26.3 不充 LX1234567")
    assert [one.flags for one in found] == [("duplicate_claim",), ("duplicate_claim",)]


def test_more_pieces_than_bought_are_flagged(check):
    bought = Purchase(
        dealer="d1",
        model="TDR-12",
        part="vehicle",
        quantity=2,
        invoice="F1",
        invoice_date=date(2026, 2, 8),
    )
    few = check("控制器 2个 TDR-12 2026年3月 不转", purchases=[bought])
    many = check("控制器 3个 TDR-12 2026年3月 不转", purchases=[bought])
    other = check("控制器 9个 YT-60 2026年3月 不转", purchases=[bought])
    assert [one.flags for one in (*few, *many, *other)] == [(), ("beyond_bought",), ()]


def test_records_are_asked_a_few_times_however_long_the_list(book, words, today):
    text = "\n".join(f"控制器 1个 TDR-12 26.3 不转 LX{n:07}" for n in range(100))
    records = DealerRecords()
    lines = read_list(text, words, today=today).lines
    check_lines(
        lines, pack=book.pack("ebike"), words=words, records=records, dealer=DEALER, now=NOW
    )
    assert records.asked <= 4


def test_maker_that_takes_nothing_out_of_term_refuses(book, words, today):
    pack = book.pack("ebike")
    warranty = {**pack.policies["warranty"], "rules": {"out_of_term": "refused"}}
    strict = replace(pack, policies={**pack.policies, "warranty": warranty})
    lines = read_list("控制器 1个 TDR-12 2025年3月 不转", words, today=today).lines
    (one,) = check_lines(
        lines, pack=strict, words=words, records=DealerRecords(), dealer=DEALER, now=NOW
    )
    assert one.stands == "refused"
