"""Are the words of `lexicon.yaml` of use: known keys, lists with words in them, no word in vain?"""

from dataclasses import fields

from bot.book.issue import nearest
from bot.book.reader import Item, Table
from bot.core.matching import ClauseWords, Lexicon
from bot.core.text import normalise

_NAMES_OF_CONCEPTS = ("things", "manners")


def check_lexicon(item: Item) -> None:
    """Report unknown keys, empty lists, words that stand twice, and names of concepts there are not."""
    table = item.table("lexicon.yaml", optional=tuple(field.name for field in fields(Lexicon)))
    concepts = table["concepts"].entries("concepts") if "concepts" in table else {}
    taken: dict[str, str] = {}
    for name, (_, words) in concepts.items():
        _check_words(words, name, taken=taken)
    taken = {}
    for row in table["other_products"].items("other_products") if "other_products" in table else ():
        _check_words(row, "other_products", taken=taken)
    for name in ("openers", *_NAMES_OF_CONCEPTS):
        if name in table:
            _check_words(table[name], name, taken={})
    for name in _NAMES_OF_CONCEPTS:
        _check_names(table, name, known=tuple(concepts))
    if "clauses" in table:
        clauses = table["clauses"].table(
            "clauses", optional=tuple(field.name for field in fields(ClauseWords))
        )
        for name in clauses:
            _check_words(clauses[name], name, taken={})


def _check_words(item: Item, what: str, *, taken: dict[str, str]) -> None:
    """Report a list without words, and words that it or a list before it has `taken`."""
    item.words(what)
    words = item.items(what) if item.is_list else []
    if item.is_list and not words:
        item.issue("empty", f"{what} has no words", fix="Write one, or take the key out.")
    for one in words:
        word = normalise(str(one.data() or ""))
        if word in taken:
            where = "" if taken[word] == what else f" and in {taken[word]}"
            one.issue(
                "duplicate_word",
                f"`{word}` stands in {what}{where or ' twice'}",
                fix="Take it out here: only the first counts.",
            )
        elif word:
            taken[word] = what


def _check_names(table: Table, name: str, *, known: tuple[str, ...]) -> None:
    """Report names of concepts that there are not."""
    for one in table[name].items(name) if name in table else ():
        concept = one.text(name)
        if concept and concept not in known:
            one.issue(
                "unknown_concept",
                f"{name} names `{concept}`, which is none of the concepts",
                fix=nearest(concept, known, otherwise="Add it to `concepts`, or take it out here."),
            )
