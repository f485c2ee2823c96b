import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.codes import ALPHABET, LENGTH, is_code, read_code, shown

codes = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)


@given(codes, st.sampled_from(["邀请码 {}", "my code is {}, thanks", "{}", "邀请码：{}。"]))
def test_code_is_read_in_any_sentence_and_spelling(code, sentence):
    for written in (shown(code), shown(code).lower(), shown(code).replace("-", " "), code):
        assert read_code(sentence.format(written)) in (code, read_code(written))
    assert read_code(shown(code)) == code
    assert is_code(f" {shown(code)} ") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("invite code A7QK 3M9X", "A7QK3M9X"),
        ("邀请码Ａ７ＱＫ－３Ｍ９Ｘ", "A7QK3M9X"),
        ("邀请码 AOQK—lMSX", "A0QK1M5X"),
        ("code", None),
        ("电动车充不进电", None),
        ("13855501234", None),
    ],
)
def test_code_amid_other_words(text, code):
    assert read_code(text) == code


@pytest.mark.parametrize("text", ["A7QK3M9X", "TDR-12", "控制器 A7QK-3M9X", ""])
def test_what_may_be_anything_else_is_no_code_by_itself(text):
    assert is_code(text) is None
