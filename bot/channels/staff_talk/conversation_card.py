"""A conversation as a staff member must know it before saying a word."""

import hashlib

from bot.channels.staff_talk.words import StaffWords
from bot.core.cases import Case
from bot.core.clocks.sla import Clock, Clocks
from bot.core.effects import Button
from bot.core.privacy import mask, mask_phones
from bot.core.say import in_language
from bot.core.state import QUEUE, STAFF
from bot.desk.context import ContextCard

HAND_BACK, RUN, CANNED, OPEN, SHOW = "oh", "ou", "oq", "oo", "os"
"""What the buttons begin with that need a second choice, and that show a conversation."""

_ANSWERS = 8
_TRIED = 4
_CASES = 4
_CLOCKS = 2
_LONGEST = 200
"""How many of each a card shows, the newest, and how many characters of each."""


def card_text(
    words: StaffWords, card: ContextCard, clocks: Clocks, *, with_phone: bool = False
) -> str:
    """Return the card as a message; phone numbers are masked unless `with_phone`."""

    def shown(text: str) -> str:
        said = text if with_phone else mask_phones(text, known=(card.phone,))
        return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"

    lines = [
        words(
            "staff.card_who",
            name=shown(card.name),
            dealer=card.dealer,
            channel=card.channel,
            priority=card.priority,
            mood=card.mood,
        ),
        _owner(words, card, reason=shown(card.note)),
        *(_clock(words, clock) for clock in clocks.open[:_CLOCKS]),
        *_facts(words, card, said=shown(card.said)),
    ]
    lines += [
        words("staff.card_answer", question=shown(one.question), answer=shown(one.answer))
        for one in card.path[-_ANSWERS:]
        if not one.tried
    ]
    if card.tried:
        steps = [shown(one.question) for one in card.tried[-_TRIED:]]
        lines.append(words("staff.card_tried", steps=steps))
    if card.phone:
        number = card.phone if with_phone else mask(card.phone)
        lines.append(words("staff.card_phone", value=number))
    if card.photos:
        lines.append(words("staff.card_photos", count=len(card.photos)))
    lines += [_case(words, case, is_open=True) for case in card.open_cases[:_CASES]]
    lines += [_case(words, case, is_open=False) for case in card.earlier_cases[:_CASES]]
    return "\n".join(lines)


def card_title(words: StaffWords, card: ContextCard) -> str:
    """Return the name of a conversation's topic, one line of plain text."""
    title = words.label(
        "staff.card_title",
        name=mask_phones(card.name),
        priority=card.priority,
        fault=card.fault,
        channel=card.channel,
    )
    return " ".join(title.split())


def card_buttons(words: StaffWords, card: ContextCard) -> tuple[tuple[Button, ...], ...]:
    """Return what can be done with a conversation by whoever has it, or may take it."""

    def button(phrase: str, data: str) -> Button:
        return Button(words.label(phrase), data)

    note = button("staff.button_note", "on")
    if not card.owner.startswith(STAFF):
        return ((button("staff.button_claim", "oc"), note),)
    return (
        (button("staff.button_canned", CANNED), note),
        (button("staff.button_hand_back", HAND_BACK), button("staff.button_transfer", "ot")),
        (button("staff.button_run", RUN), button("staff.button_open_case", OPEN)),
        (button("staff.button_release", "or"), button("staff.button_close", "ox")),
    )


def short_key(text: str) -> str:
    """Return a short name for one of several choices, the same as long as the choice is."""
    return hashlib.blake2b(text.encode(), digest_size=5).hexdigest()


def _owner(words: StaffWords, card: ContextCard, *, reason: str) -> str:
    who = "staff" if card.owner.startswith(STAFF) else "queue" if card.owner == QUEUE else "bot"
    return words(
        f"staff.card_with_{who}",
        owner=card.owner_name,
        reason=reason,
        by=card.answer_by,
        waiting=card.waiting_since,
    )


def _clock(words: StaffWords, clock: Clock) -> str:
    name = words.markup(f"staff.clock_{clock.kind}")
    return words("staff.card_clock", name=name, due=clock.due_at, state=clock.state)


def _facts(words: StaffWords, card: ContextCard, *, said: str) -> list[str]:
    facts = (
        ("product", card.product),
        ("frame", card.frame_no),
        ("bought", card.bought_on),
        ("warranty", card.warranty),
        ("fault", card.fault),
        ("said", said),
    )
    return [words(f"staff.card_{name}", value=value) for name, value in facts if value]


def _case(words: StaffWords, case: Case, *, is_open: bool) -> str:
    procedure = words.pack.procedures.get(case.procedure)
    stage = None if procedure is None else procedure.present(case.stage)
    name = case.stage if stage is None else in_language(stage.name, words.lang)
    return words("staff.card_case", number=case.number, stage=name, is_open=is_open)
