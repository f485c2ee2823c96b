import pytest
from jinja2 import Environment, TemplateSyntaxError

from bot.book.template import read_guard
from bot.book.template_errors import explain

TEXTS = {
    "{% if a %}x{% esle %}y{% endif %}": "there is no `{% esle %}`; `else` is meant, perhaps",
    "{% while a %}": "there is no `{% while %}`",
    "{% if a %}x": "`{% if %}` is not closed by `{% endif %}`",
    "x{% endif %}": "`{% endif %}` stands where nothing is open for it",
    "{% if a %}x{% endfor %}": "`{% endfor %}` stands where `{% endif %}` should",
    "{{ name b": "`}}` is missing before `b`, or something between two names",
    "{{ name": "it breaks off; `}}` is missing",
    "{{ name }": "`}` stands where `}}` or `%}` should",
    "{{ a，b }}": "the sign `，` cannot stand in it",
    "{{ 'a }}": "a quote is not closed",
    "{{ a. }}": "a name is missing behind a dot",
    "{{ a | }}": "`}}` stands where a name should",
    "{{}}": "nothing stands inside the braces",
    "{# a": "`{#` is not closed by `#}`",
    "{% if a = 1 %}x{% endif %}": "`=` stands where `==` is meant",
    "{% for x of y %}{% endfor %}": "`of` stands where `in` should",
    "{{ a > > 2 }}": "`>` is too much in it",
    "{% raw %}a": "Missing end of raw directive",
}
GUARDS = {
    "a = 1": "`=` stands where `==` is meant",
    "a b": "`b` stands where nothing more should, or something is missing before it",
    "a ==": "it breaks off",
    "(a": "it breaks off; `)` is missing",
}


@pytest.mark.parametrize(("text", "told"), TEXTS.items())
def test_broken_text_is_explained_to_its_writer(text, told):
    with pytest.raises(TemplateSyntaxError) as refused:
        Environment(autoescape=True).parse(text)

    assert explain(refused.value.message) == told


@pytest.mark.parametrize(("text", "told"), GUARDS.items())
def test_broken_guard_is_explained_to_its_writer(text, told):
    reading, _, _ = read_guard(text, Environment(autoescape=True))

    assert reading.error == told
