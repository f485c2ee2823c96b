import pytest

from bot.book.issue import Issues
from bot.book.reader import read_yaml

BROKEN = {
    "nodes:\n  - id: a\n\tname: b\n": (
        "3:1 a tab stands where YAML wants spaces. Replace the tab by spaces."
    ),
    "name: a\nhotline：400\n": (
        "2:8 a Chinese colon `：` stands after `hotline`. Write `hotline: ` with the English colon and a space."
    ),
    "name:\n  zh-CN：灯\n  en: Light\n": (
        "2:8 a Chinese colon `：` stands after `zh-CN`. Write `zh-CN: ` with the English colon and a space."
    ),
    "name: {zh-CN: 红灯， en: Red}\n": (
        "1:17 a Chinese comma `，` stands between two parts of `{ }`. Write the English comma and a space."
    ),
    "name: {zh-CN: 红灯, en: Red\nfor: all\n": (
        "1:7 the `{` that opens here is not closed, or a comma is missing in it."
        " Put `}` where it ends, and in quotes any text in it that holds a comma, colon or bracket."
    ),
    "also: [红的, 绿的\n": (
        "1:7 the `[` that opens here is not closed, or a comma is missing in it."
        " Put `]` where it ends, and in quotes any text in it that holds a comma, colon or bracket."
    ),
    'name: "红灯\nfor: all\n': (
        '1:7 the quote " that opens here is not closed. Put " where the text ends.'
    ),
    'name: "红灯\nfor: "all"\n': (
        '1:7 the quote " in this line is not closed. Put " where the text ends.'
    ),
    'name: "红"灯\n': (
        "1:10 something stands behind the end of the text. Put the whole text in one pair of quotes."
    ),
    "name: 注意: 红灯\n": (
        "1:9 a second colon stands in this line. Put the text that holds a colon in quotes."
    ),
    "name: a\n  for: all\n": (
        "2:3 this line begins further right than the lines around it."
        " Begin it below the first letter of the line above, or put the text above in quotes."
    ),
    "nodes:\n  - id: a\n   name: b\n": (
        "3:4 this line begins in column 4, where nothing above begins."
        " Begin it in the same column as the lines it belongs with; look at quotes and dashes above, too."
    ),
    "nodes:\n  - id: a\n  -id: b\n": ("3:3 no space stands behind the dash. Write `- ` there."),
    "name: a\nfor:all\nto: b\n": (
        "2:1 no space stands behind the colon of `for`. Write `for: ` with a space."
    ),
    "name: a\nfor all\nto: b\n": (
        "2:1 this line has no colon. Write `for: ` and its value, or move the line into the text it belongs to."
    ),
    "name: @all\n": "1:7 a text cannot begin with `@`. Put the text in quotes.",
    "name: *, all\n": "1:7 a text cannot begin with `*`. Put the text in quotes.",
    "name: a\n---\nname: b\n": (
        "2:1 YAML cannot be read: expected a single document in the stream but found another document."
        " Check the colons, quotes and brackets in this line and the line above."
    ),
}


@pytest.mark.parametrize(("text", "told"), BROKEN.items(), ids=range(len(BROKEN)))
def test_broken_yaml_is_explained_to_its_writer(text, told, tmp_path):
    (tmp_path / "brand.yaml").write_text(text, "utf-8")
    issues = Issues()

    item = read_yaml(tmp_path / "brand.yaml", root=tmp_path, issues=issues)

    assert not item
    assert [str(issue) for issue in issues.sorted()] == [f"brand.yaml:{told}"]
