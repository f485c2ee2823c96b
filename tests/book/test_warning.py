from dataclasses import replace
from pathlib import Path

import pytest

from bot.book.bank import read_dangers
from bot.book.warning import is_danger
from bot.core.matching import Match

ROOT = Path(__file__).parents[2] / "dialogues"
HARMLESS = Match("miss", danger=False, candidates=(), symptoms=(), words=())


@pytest.mark.parametrize(
    ("text", "heard", "danger"),
    [
        ("电池着火了", False, True),
        ("喇叭不响", False, False),
        ("喇叭不响", True, True),
        ("电池会不会自燃", True, False),
    ],
)
def test_is_danger_counts_what_is_said_outright_before_the_matcher(text, heard, danger):
    match = replace(HARMLESS, danger=heard)

    assert is_danger(text, match, outright=read_dangers(ROOT)) == danger
