"""Every way of writing when something was bought."""

from datetime import date

import pytest

from bot.core.returns.days import find_bought, read_cell
from bot.core.text import normalise

DAYS = {
    "25.3.1": (date(2025, 3, 1), True),
    "25.03.08": (date(2025, 3, 8), True),
    "25.3": (date(2025, 3, 1), False),
    "25-3-1": (date(2025, 3, 1), True),
    "25/3": (date(2025, 3, 1), False),
    "2025.3": (date(2025, 3, 1), False),
    "2025-03-01 00:00:00": (date(2025, 3, 1), True),
    "2025年3月": (date(2025, 3, 1), False),
    "2025年3月8号": (date(2025, 3, 8), True),
    "25年3月份": (date(2025, 3, 1), False),
    "二五年三月": (date(2025, 3, 1), False),
    "二〇二五年十二月三号": (date(2025, 12, 3), True),
    "20250301": (date(2025, 3, 1), True),
    "202503": (date(2025, 3, 1), False),
    "250301": (date(2025, 3, 1), True),
    "03/2025": (date(2025, 3, 1), False),
    "去年五月": (date(2025, 5, 1), False),
    "今年3月8号": (date(2026, 3, 8), True),
    "前年10月": (date(2024, 10, 1), False),
    "３月份": (date(2026, 3, 1), False),
    "12月": (date(2025, 12, 1), False),
    "三个月前": (date(2026, 8, 1), False),
    "2年前": (date(2024, 11, 1), False),
    "上个月": (date(2026, 10, 1), False),
    "24年底": (date(2024, 12, 1), False),
    "March 2026": (date(2026, 3, 1), False),
    "mar 26": (date(2026, 3, 1), False),
    "12 March 2025": (date(2025, 3, 12), True),
    "March 12, 2025": (date(2025, 3, 12), True),
    "last month": (date(2026, 10, 1), False),
}
NO_DAYS = ("60.2v", "48v20ah", "1.5个", "3个", "报错21", "13855501234", "tdr-12", "骑了3天")


@pytest.mark.parametrize("text", DAYS)
def test_day_is_found(text, words, today):
    found = find_bought(normalise(text), words, today=today)
    assert (found.day, found.exact) == DAYS[text]


@pytest.mark.parametrize("text", NO_DAYS)
def test_figure_that_is_no_day(text, words, today):
    assert find_bought(normalise(text), words, today=today) is None


def test_bare_number_in_a_cell_is_a_day_of_excel(words, today):
    assert read_cell("45717", words, today=today).day == date(2025, 3, 1)
    assert find_bought("45717", words, today=today) is None
