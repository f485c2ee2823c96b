from bot.channels.web.desk.patches import Fills, Rows


def test_only_changed_rows_are_sent():
    rows = Rows("#queue")
    assert rows.show({"a": "1", "b": "2"}) == [
        {"rows": "#queue", "order": ["a", "b"], "html": {"a": "1", "b": "2"}, "fresh": False}
    ]
    assert rows.show({"a": "1", "b": "2"}) == []
    assert rows.show({"b": "2", "a": "3"}) == [
        {"rows": "#queue", "order": ["b", "a"], "html": {"a": "3"}, "fresh": False}
    ]
    assert rows.show({"b": "2"}) == [{"rows": "#queue", "order": ["b"], "html": {}, "fresh": False}]


def test_another_list_is_sent_whole():
    rows = Rows("#log")
    rows.show({"a": "1"})
    assert rows.show({"a": "1"}, fresh=True) == [
        {"rows": "#log", "order": ["a"], "html": {"a": "1"}, "fresh": True}
    ]
    assert rows.show({}, fresh=True) == [{"rows": "#log", "order": [], "html": {}, "fresh": True}]


def test_a_part_is_sent_when_it_differs():
    fills = Fills()
    assert fills.show("#card", "x") == [{"fill": "#card", "html": "x"}]
    assert fills.show("#card", "x") == []
    assert fills.show("#head", "x") == [{"fill": "#head", "html": "x"}]
