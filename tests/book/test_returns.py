"""Words of dealers that cannot be used are told with their place and a fix."""

import shutil
from pathlib import Path

import pytest

from bot.book import load

SHIPPED = Path(__file__).parents[2] / "dialogues"
PARTS = "bike/policies/parts.yaml"
CARRIERS = "common/policies/carriers.yaml"
RETURNS = "common/policies/returns.yaml"

BROKEN = {
    "a part without a row of the warranty": (
        PARTS,
        "parts: {lamp: {name: {zh-CN: 大灯, en: lamp}, warranty: lamps}}\n",
        "there is no part `lamps` in pack `bike`",
    ),
    "a name of two parts": (
        PARTS,
        (
            "parts:\n"
            "  lamp: {name: {zh-CN: 大灯, en: lamp}, warranty: bulb, also: [灯]}\n"
            "  bulb: {name: {zh-CN: 灯泡, en: bulb}, warranty: bulb, also: [灯]}\n"
        ),
        "`灯` is a name of `lamp` and of `bulb`",
    ),
    "an example that does not fit": (
        CARRIERS,
        (
            "boxes: [箱]\n"
            "carriers:\n"
            "  sf: {name: {zh-CN: 顺丰, en: SF}, also: [sf], number: 'SF\\d{12}', example: SF1}\n"
        ),
        "the example of `sf` is not a number of the form it gives",
    ),
    "a form that cannot be read": (
        CARRIERS,
        (
            "boxes: [箱]\n"
            "carriers:\n"
            "  sf: {name: {zh-CN: 顺丰, en: SF}, also: [sf], number: 'SF(', example: SF1}\n"
        ),
        "`SF(` is no pattern: missing ), unterminated subpattern",
    ),
    "words that are missing": (RETURNS, "units: [个]\n", "returns.yaml has no `numerals`"),
}


@pytest.mark.parametrize("about", BROKEN)
def test_broken_words_are_told(about, root):
    file, text, problem = BROKEN[about]
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, "utf-8")
    found = load(root, default="bike").issues
    assert problem in "\n".join(map(str, found))


def test_shipped_words_are_fit(root):
    for file in (CARRIERS, RETURNS):
        shutil.copy(SHIPPED / file, root / file)
    assert load(root, default="bike").errors == ()


def test_pack_without_parts_has_no_returns(root):
    shutil.copy(SHIPPED / RETURNS, root / RETURNS)
    book = load(root, default="bike").book
    assert book.packs["bike"].returns is None
