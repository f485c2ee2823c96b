"""The answers under a question, in scripts and in fault trees."""

from collections.abc import Callable

from bot.book.issue import Issues, nearest
from bot.book.reader import Item
from bot.book.wordings import read_label
from bot.core.script import Choice, Source
from bot.core.text import bare, normalise

Target = Callable[[Item], str]
"""Reads where an answer leads."""

MOST_BUTTONS = 8
LONGEST_LABEL = 40
_PAYLOAD_BYTES = 64
_ASK_NUMBER = "999999."


def read_choices(item: Item, *, target: Target, to_required: bool) -> tuple[Choice, ...]:
    """Read a list of choices; two answers that share a word are an issue."""
    choices: list[Choice] = []
    heard: dict[str, str] = {}
    seen: set[str] = set()
    for entry in item.items("choices"):
        required = ("id", "label", "to") if to_required else ("id", "label")
        optional = ("also",) if to_required else ("also", "to")
        table = entry.table("a choice", required=required, optional=optional)
        choice_id = table["id"].text("a choice id")
        _check_id(table["id"], choice_id, seen)
        label = read_label(table["label"], "a label")
        also = table["also"].texts("also") if "also" in table else ()
        for language, text in label.items():
            if len(text) > LONGEST_LABEL:
                table["label"].issue(
                    "button_label",
                    f"the {language} label has {len(text)} characters",
                    fix=f"Keep it within {LONGEST_LABEL}.",
                )
        words = (*label.values(), *also)
        _check_words(
            words,
            choice_id,
            heard,
            source=table["also" if also else "label"].source,
            issues=item.issues,
        )
        to = target(table["to"]) if "to" in table else ""
        choices.append(Choice(id=choice_id, label=label, words=words, to=to))
    if len(choices) > MOST_BUTTONS:
        item.issue(
            "button_count",
            f"this question has {len(choices)} buttons",
            fix=f"Keep to {MOST_BUTTONS}; ask in two steps.",
        )
    return tuple(choices)


def step_target(item: Item, known: frozenset[str], *, what: str) -> str:
    """Read the name of a step that must be among the known ones."""
    name = item.text("a step name")
    if name and name not in known:
        item.issue(
            "unknown_step",
            f"there is no {what} `{name}`",
            fix=nearest(name, known, otherwise=f"One of: {', '.join(sorted(known))}."),
        )
    return name


def _check_id(item: Item, choice_id: str, seen: set[str]) -> None:
    if choice_id in seen:
        item.issue("duplicate_id", f"choice `{choice_id}` stands twice", fix="Give one another id.")
    seen.add(choice_id)
    if choice_id and not choice_id.replace("_", "").isalnum():
        item.issue(
            "name", f"choice id `{choice_id}` is not an id", fix="Use letters, digits and _ only."
        )
    size = len((_ASK_NUMBER + choice_id).encode())
    if size > _PAYLOAD_BYTES:
        item.issue(
            "button_data",
            f"the button's data would take {size} bytes",
            fix=f"Shorten the id: Telegram takes {_PAYLOAD_BYTES} bytes.",
        )


def _check_words(
    words: tuple[str, ...], choice_id: str, heard: dict[str, str], *, source: Source, issues: Issues
) -> None:
    for word in words:
        key = bare(normalise(word))
        other = heard.setdefault(key, choice_id)
        if other != choice_id:
            issues.add(
                source,
                "answer_overlap",
                f"`{word}` means both `{other}` and `{choice_id}`",
                fix="Keep the word with one of them.",
            )
