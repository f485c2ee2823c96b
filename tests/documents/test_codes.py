import re

import pytest

from bot.documents.codes import bars_svg, qr_svg


@pytest.mark.parametrize("text", ["RT-20261123-0007", "车架号 LX12", "x" * 1000])
def test_text_is_drawn_as_qr(text):
    assert re.match(r"<svg .*viewBox", qr_svg(text))


def test_text_no_qr_code_holds_is_left_out():
    assert qr_svg("x" * 5000) is None


def test_bars_have_white_on_both_sides():
    drawn = bars_svg("RT-20261123-0007")
    width = int(re.search(r'viewBox="0 0 (\d+) ', drawn)[1])
    bars = [(int(at), int(wide)) for at, wide in re.findall(r"M(\d+) 0h(\d+)v", drawn)]
    assert (bars[0][0], width - sum(bars[-1])) == (10, 10)


@pytest.mark.parametrize("text", ["车架号", "０７", "é"])
def test_text_without_bars_is_left_out(text):
    assert bars_svg(text) is None
