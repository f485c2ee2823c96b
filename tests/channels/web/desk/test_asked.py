import pytest

from bot.channels.web.desk.asked import Asked, read_asked


def test_texts_are_taken_and_anything_else_is_left_out():
    sent = {"do": "say", "id": "web:1", "seq": 3, "text": "您好\x00", "values": {"a": "1", "b": []}}
    asked = read_asked(sent)
    assert asked == Asked("say", {"do": "say", "id": "web:1", "text": "您好"}, {"a": "1"})
    assert (asked["a"], asked["nothing"]) == ("1", "")


@pytest.mark.parametrize(
    "sent", [None, "say", [], {}, {"do": 1}, {"do": "Say"}, {"do": "say; drop"}, {"do": "s" * 40}]
)
def test_what_no_page_sends_is_nothing(sent):
    assert read_asked(sent) is None


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("", 0), ("-1", 0), ("1e9", 0), ("9" * 12, 0)]
)
def test_numbers_are_small_and_whole(text, number):
    assert Asked("why", {"seq": text}).number("seq") == number
