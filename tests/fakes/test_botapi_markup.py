import pytest

from tests.fakes.botapi.errors import ApiError
from tests.fakes.botapi.markup import parse_html, utf16_length


def test_parse_html_without_markup_gives_the_text_itself():
    assert parse_html("前轮刹车软") == ("前轮刹车软", [])


def test_parse_html_counts_offsets_in_utf16():
    assert parse_html("😀<b>灯</b>亮") == (
        "😀灯亮",
        [{"type": "bold", "offset": 2, "length": 1}],
    )


def test_parse_html_reads_nested_tags_links_and_code():
    source = (
        '<b>a<i>b</i></b><a href="https://x.cn/?a=1&amp;b=2">c</a>'
        '<pre><code class="language-py">d</code></pre><blockquote expandable>e</blockquote>'
        '<span class="tg-spoiler">f</span>'
    )
    assert parse_html(source) == (
        "abcdef",
        [
            {"type": "bold", "offset": 0, "length": 2},
            {"type": "italic", "offset": 1, "length": 1},
            {"type": "text_link", "offset": 2, "length": 1, "url": "https://x.cn/?a=1&b=2"},
            {"type": "pre", "offset": 3, "length": 1, "language": "py"},
            {"type": "expandable_blockquote", "offset": 4, "length": 1},
            {"type": "spoiler", "offset": 5, "length": 1},
        ],
    )


def test_parse_html_reads_the_four_names_and_numbers_only():
    assert parse_html("&lt;&gt;&amp;&quot;&#20320;&#x597D;&nbsp;&") == ('<>&"你好&nbsp;&', [])


def test_parse_html_trims_white_space_and_moves_entities():
    assert parse_html("\n <b> 灯 </b> \n") == (
        "灯",
        [{"type": "bold", "offset": 0, "length": 1}],
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<b>灯", 'Can\'t find end tag corresponding to start tag "b"'),
        ("灯</b>", "Unexpected end tag at byte offset 3"),
        ("<b>灯</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("电压<60V>", 'Unsupported start tag "60v" at byte offset 6'),
        ("电压 < 60V", "Unclosed start tag at byte offset 7"),
        ("<div>灯</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("<span>灯</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>灯</b", "Unclosed end tag at byte offset 6"),
    ],
)
def test_parse_html_refuses_broken_markup(source: str, problem: str):
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {problem}"


def test_utf16_length_counts_an_emoji_twice():
    assert utf16_length("灯😀a") == 4
