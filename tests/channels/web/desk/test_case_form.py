from bot.channels.web.desk.case_form import count_of, read_form
from bot.desk.cases import ActionView, FieldView


def field(id_, kind, *choices):
    return FieldView(
        id=id_, kind=kind, prompt=id_, required=True, choices=tuple((one, one) for one in choices)
    )


def test_form_is_read_in_the_form_of_each_kind():
    action = ActionView(
        id="receive",
        kind="action",
        label="收货",
        form=(
            field("got", "counts", "1", "2"),
            field("lines", "lines", "1", "2", "3"),
            field("note", "text"),
            field("photos", "photo"),
        ),
    )
    given = {
        "got=1": "3",
        "got=2": " ",
        "lines": "1\n3",
        "note": " 少一个 ",
        "photos": "file:a\nfile:b",
        "stranger": "x",
    }
    assert read_form(action, given) == {
        "got": "1=3",
        "lines": "1,3",
        "note": "少一个",
        "photos": "file:a\nfile:b",
    }


def test_count_of_a_line_is_found_in_the_value():
    assert [count_of("1=3,2=0", line) for line in ("1", "2", "3")] == ["3", "0", ""]
