"""Payloads and rows of the buttons under a question.

A payload is `<ask number>.<choice id>`; the number tells an old button from a current one. The
ids `?`, `-` and `!` are "not sure", "leave it out" and "a person, please".
"""

from bot.core.effects import Button
from bot.core.engine.talk import Talk
from bot.core.matching import ChoiceOption
from bot.core.say import in_language, render
from bot.core.script import Ask

UNSURE, SKIPPED = "unsure", "skipped"
ASK_UNSURE, ASK_SKIP, ASK_PERSON = "?", "-", "!"
_SHORT_LABEL = 6  # Han characters; two such labels share a row on a phone
_LATIN_PER_HAN = 2.2


def payload(number: int, choice: str) -> str:
    """Return the data of one button."""
    return f"{number}.{choice}"


def read_payload(data: str) -> tuple[int, str] | None:
    """Return ask number and choice id, None for data that was never ours."""
    number, dot, choice = data.partition(".")
    return (int(number), choice) if dot and choice and number.isdecimal() else None


def small(talk: Talk, phrase: str) -> str:
    """Return a button label of the common phrases."""
    return render(talk.pack, phrase, dict, lang=talk.state.lang, seed="")[0]


def ask_buttons(talk: Talk, ask: Ask, number: int) -> tuple[tuple[Button, ...], ...]:
    """Return the rows under a question: its choices, then the ways out."""
    lang = talk.state.lang
    choices = [
        Button(in_language(choice.label, lang), payload(number, choice.id))
        for choice in ask.choices
    ]
    out = []
    if ask.kind == "phone":
        choices.append(
            Button(small(talk, "button.share_phone"), payload(number, "phone"), request="contact")
        )
    if ask.skippable:
        out.append(Button(small(talk, "button.skip"), payload(number, ASK_SKIP)))
    elif ask.unsure:
        out.append(Button(small(talk, "button.unsure"), payload(number, ASK_UNSURE)))
    out.append(person_button(talk, number))
    return (*rows(choices), tuple(out))


def person_button(talk: Talk, number: int) -> Button:
    """Return the button that calls a person."""
    return Button(small(talk, "button.person"), payload(number, ASK_PERSON))


def rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out, two short ones a row."""
    out: list[tuple[Button, ...]] = []
    for button in buttons:
        if out and len(out[-1]) == 1 and _is_short(out[-1][0]) and _is_short(button):
            out[-1] = (out[-1][0], button)
        else:
            out.append((button,))
    return tuple(out)


def _is_short(button: Button) -> bool:
    width = sum(1 / _LATIN_PER_HAN if ord(c) < 128 else 1 for c in button.label)
    return width <= _SHORT_LABEL and not button.request


def options(ask: Ask) -> list[ChoiceOption]:
    """Return the choices of a question as the answer matcher takes them."""
    return [
        ChoiceOption(choice.id, (*choice.label.values(), *choice.words)) for choice in ask.choices
    ]
