import pytest

from bot.core.events import MediaFile


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("退件.XLSX", ".xlsx"),
        ("a.b.csv", ".csv"),
        ("list", ""),
        (".png", ""),
        ("a.", ""),
        ("", ""),
    ],
)
def test_ending_is_what_stands_behind_the_last_dot(name, ending):
    assert MediaFile(kind="document", ref="r", name=name).ending == ending
