"""Which of several cases is meant: asked with a button for each, remembered with what was said or sent."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.cases import Case, CaseChange, parse_case_number
from bot.core.effects import AmendCase, Button
from bot.core.engine.buttons import payload, person_button, rows, small
from bot.core.engine.talk import Talk
from bot.core.returns.announced import speaker
from bot.core.returns.asking import SCRIPT
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.showing import names_plant, plant_view
from bot.core.text import bare, normalise

CASE = "k:"
"""Choice of a case."""
_MOST_CHOICES = 8
_TAIL = 4
"""Digits a case number ends with, by which people call it."""


def plant_key(case: Case) -> str:
    """Return the plant a case's goods go to, key of the brand's plants; empty when none is known."""
    return next((line.plant for line in case.lines if line.plant), "")


def ask_case(talk: Talk, held: ReturnDraft, cases: Sequence[Case], *, phrase: str) -> None:
    """Ask which case is meant; `held` keeps what it is about."""
    number = talk.next_ask(SCRIPT, "which_case")
    talk.change(returning=replace(held, stage="which", number=number))
    talk.tell(phrase, rule="return_which", cases=tuple(cases[:_MOST_CHOICES]))
    buttons = []
    for case in cases[:_MOST_CHOICES]:
        plant = plant_view(talk.pack, plant_key(case), lang=talk.state.lang)
        label = f"{case.number[-_TAIL:]} {plant.name}" if plant is not None else case.number
        buttons.append(Button(label, payload(number, f"{CASE}{case.number}")))
    talk.flush((*rows(buttons), (person_button(talk, number),)))


def named_case(talk: Talk, text: str, cases: Sequence[Case]) -> str:
    """Return the number of the case a text names: all of it, its last digits, or its plant; empty when none."""
    number = parse_case_number(text)
    if number is not None:
        return number
    plain = bare(normalise(text))
    by_tail = [case.number for case in cases if plain.endswith(case.number[-_TAIL:])]
    by_plant = [case.number for case in cases if names_plant(talk.pack, plant_key(case), plain)]
    return next((found[0] for found in (by_tail, by_plant) if len(found) == 1), "")


def put_photos(talk: Talk, held: ReturnDraft, number: str) -> bool:
    """Put pictures that waited for a case into it, and into no other; False when it is not theirs."""
    case = talk.records.case(number, talk.event.conversation)
    if case is None or case.ended:
        return False
    evidence = tuple(dict.fromkeys((*case.evidence, *held.loose)))
    why = small(talk, "dealer.photo_reason")
    change = CaseChange(at=talk.now, by=speaker(talk), why=why, evidence=evidence)
    talk.effects.append(AmendCase(case.number, change))
    talk.change(returning=None)
    talk.tell("dealer.photo_to_case", rule="return_photo", found=case)
    return True
