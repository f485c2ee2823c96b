import pytest

from bot.book.environment import environment, guard

SANDBOX = environment({})


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("line.verdict == 'pending' and line.money in ('none', 'quoted')", ("verdict", "money")),
        ("here and line.warranty.result == 'paid'", ("warranty",)),
        ("total.to_count == 0", ()),
        ("line in lines", None),
        ("line.money ==", None),
    ],
)
def test_a_guard_knows_what_it_reads_of_a_line(text, reads):
    assert guard(text, SANDBOX).line_reads == reads
