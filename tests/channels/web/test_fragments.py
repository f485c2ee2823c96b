import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.fragments import safe_fragment


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("充电器 <b>红灯</b>", "充电器 <b>红灯</b>"),
        ("1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<b onclick="x">a</b>', "&lt;b onclick=&#34;x&#34;&gt;a"),
        ("<b>never closed", "<b>never closed</b>"),
        ("</b>never opened", "never opened"),
        ("<b><i>crossed</b></i>", "<b><i>crossed</i></b>"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("&amp;lt;script&amp;gt;", "&amp;lt;script&amp;gt;"),
    ],
)
def test_fragment_keeps_only_closed_small_markup(text, shown):
    assert str(safe_fragment(text)) == shown


@given(st.text(alphabet="<>/bius code&;\"'=onx\n", max_size=60))
def test_fragment_never_holds_another_tag_or_attribute(text):
    tags = re.findall(r"<[^>]*>?", str(safe_fragment(text)))
    assert all(re.fullmatch(r"</?(b|i|u|s|code)>", tag) for tag in tags)
    opened = [tag for tag in tags if not tag.startswith("</")]
    assert len(opened) * 2 == len(tags)
