from datetime import date

from bot.core.warranty import Cover, cover, end_of_term


def test_last_day_of_the_term_is_covered():
    bought = date(2025, 11, 23)

    assert cover(part="motor", months=12, bought=bought, today=date(2026, 11, 23)).in_force is True
    assert cover(part="motor", months=12, bought=bought, today=date(2026, 11, 24)).in_force is False


def test_term_from_the_end_of_a_month_ends_with_the_shorter_month():
    assert end_of_term(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert end_of_term(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_half_a_month_is_fifteen_days():
    assert end_of_term(date(2026, 11, 1), 0.5) == date(2026, 11, 16)


def test_cover_is_open_while_the_day_of_purchase_is_unknown():
    assert cover(part="motor", months=24, bought=None, today=date(2026, 11, 23)) == Cover(
        "motor", 24, None, None, in_force=None
    )


def test_part_without_a_term_is_never_covered():
    assert (
        cover(part="bulb", months=0, bought=date(2026, 11, 1), today=date(2026, 11, 2)).in_force
        is False
    )
