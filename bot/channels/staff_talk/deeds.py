"""Commands and buttons by name: the same wherever staff talk with the product."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.channels.staff_talk import (
    case_card,
    case_form,
    choosing,
    conversation_card,
    duty,
    finding,
    lists,
    owning,
    task_card,
)
from bot.channels.staff_talk.asked import Answered, Asked
from bot.channels.staff_talk.replies import Reply
from bot.channels.staff_talk.words import LANGUAGES, StaffWords
from bot.core.effects import Button

Deed = Callable[[Asked, str], Answered]


def command(asked: Asked, name: str, rest: str) -> Answered:
    """Carry out a command with what was typed behind it."""
    if name in _AT_HAND and not asked.state.conversation:
        return asked.say("staff.which_conversation")
    return COMMANDS[name](asked, rest)


def press(asked: Asked, data: str) -> Answered:
    """Carry out a pressed button; one of an older version is answered kindly."""
    verb, _, rest = data.partition(":")
    deed = _PRESSED.get(verb)
    return asked.say("staff.unknown_choice") if deed is None else deed(asked, rest)


def help_(asked: Asked, _: str = "") -> Answered:
    """Say what can be said, with the most used as buttons."""
    return asked.done(Reply(text=asked.words("staff.help"), buttons=menu(asked)))


def menu(asked: Asked) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons to the lists."""
    return (
        (asked.button("staff.button_queue", "lq"), asked.button("staff.button_mine", "lm")),
        (asked.button("staff.button_tasks", "lt"), asked.button("staff.button_approvals", "la")),
    )


def cancel(asked: Asked, _: str = "") -> Answered:
    """Give up what is being filled in or asked."""
    if asked.state.form is not None:
        return case_form.stop(asked)
    if asked.state.asking is not None:
        words = Reply(text=asked.words("staff.cancelled"))
        return asked.done(words, state=replace(asked.state, asking=None))
    return asked.say("staff.nothing_to_cancel")


def language(asked: Asked, wanted: str = "") -> Answered:
    """Speak another language with this person."""
    others = [one for one in LANGUAGES if one != asked.words.lang]
    lang = next((one for one in LANGUAGES if wanted and one.startswith(wanted)), others[0])
    words = StaffWords(asked.desk.books(), pack=asked.words.pack.name, lang=lang, now=asked.at)
    state = replace(asked.state, lang=lang)
    return asked.done(Reply(text=words("staff.language_set")), state=state)


def _close(asked: Asked, rest: str) -> Answered:
    return owning.close(asked) if rest else owning.confirm_close(asked)


def _nowhere(asked: Asked, _: str) -> Answered:
    # What belongs to a place that this talk does not have.
    return asked.say("staff.not_understood")


def _task_done(asked: Asked, line: str) -> Answered:
    return lists.settle_numbered(asked, line)


CONVERSATION: Mapping[str, Deed] = {
    "claim": owning.claim,
    "card": choosing.show,
    "release": owning.release,
    "transfer": owning.transfer,
    "handback": choosing.hand_back,
    "note": owning.note,
    "canned": choosing.canned,
    "run": choosing.run,
    "open": choosing.open_case,
    "close": _close,
}
"""Commands about the conversation at hand."""

_AT_HAND = frozenset((*CONVERSATION, "delete")) - {"claim"}

COMMANDS: Mapping[str, Deed] = {
    **CONVERSATION,
    "help": help_,
    "start": help_,
    "queue": lambda asked, _: lists.queue(asked),
    "mine": lambda asked, _: lists.mine(asked),
    "tasks": lambda asked, _: lists.tasks(asked),
    "approvals": lambda asked, _: lists.approvals(asked),
    "done": _task_done,
    "find": finding.find,
    "case": case_form.command,
    "on": lambda asked, _: duty.on_duty(asked),
    "off": lambda asked, _: duty.off_duty(asked),
    "away": duty.away,
    "language": language,
    "cancel": cancel,
    "delete": lambda asked, _: owning.delete_last(asked),
    "rebuild": _nowhere,
}
"""Every command of `policies/staff_words.yaml`."""


def _pick(asked: Asked, rest: str) -> Answered:
    field, _, index = rest.partition(":")
    return case_form.pick(asked, field, index)


def _start(asked: Asked, rest: str) -> Answered:
    number, _, action = rest.partition(":")
    return case_form.start(asked, number, action)


_PRESSED: Mapping[str, Deed] = {
    "lq": COMMANDS["queue"],
    "lm": COMMANDS["mine"],
    "lt": COMMANDS["tasks"],
    "la": COMMANDS["approvals"],
    task_card.SHOW: task_card.show,
    task_card.DONE: lists.settle,
    task_card.TAKE: task_card.take,
    task_card.GIVE: task_card.give,
    task_card.LATER: task_card.ask_later,
    owning.CLAIM: owning.claim,
    owning.NOTE: lambda asked, _: owning.note(asked, ""),
    owning.TRANSFER: owning.transfer,
    owning.RELEASE: lambda asked, _: owning.release(asked),
    owning.CLOSE: _close,
    conversation_card.SHOW: choosing.show,
    conversation_card.HAND_BACK: choosing.hand_back,
    conversation_card.RUN: choosing.run,
    conversation_card.CANNED: choosing.canned,
    conversation_card.OPEN: choosing.open_case,
    choosing.SEND: choosing.send_canned,
    case_card.SHOW: case_card.show_case,
    case_card.START: _start,
    case_form.PICK: _pick,
    case_form.SUBMIT: lambda asked, _: case_form.submit(asked),
    case_form.STOP: lambda asked, _: case_form.stop(asked),
}
