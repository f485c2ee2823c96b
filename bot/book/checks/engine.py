"""What the code itself asks of every pack: the scripts it runs and the phrases it says.

tests/book/test_engine_names.py holds this table against the source.
"""

from collections.abc import Mapping
from typing import get_args

from bot.book.checks.case_words import CASE_PHRASES
from bot.book.checks.dealers import DEALER_BUTTONS, DEALER_PHRASES
from bot.book.checks.staff_words import EXAMPLES, STAFF
from bot.book.compile import AFTER_DANGER, SOLVED, UNKNOWN
from bot.core.book import CANNED
from bot.core.cases import Remedy
from bot.core.effects import Refusal
from bot.core.events import CommandName
from bot.core.script import AskKind
from bot.core.warranty.cover import Reason

SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "handoff": ("reason", "priority"),
    "danger.general": ("said",),
}
"""Script → the arguments it is run with."""

OPTIONAL = ("desk.details", "survey")
"""Scripts the program runs where the book has them."""

OFFERED = (UNKNOWN, SOLVED, AFTER_DANGER, *(f"remedy.{remedy}" for remedy in get_args(Remedy)))
"""Scripts a fault may use, whether or not one does today."""

FAULT_ARGUMENTS = ("node", "said")
REPLYING_ACTS = (
    "small_talk",
    "digress",
    "wish",
    "worry",
    "thanks",
    "goodbye",
    "wait",
    "insult",
    "fraud",
    "invite",
)
WAITING_ACTS = ("thanks", "goodbye")
"""Intents whose reply has a second phrase `<reply>_waiting`, said while a question is open."""

_CLOCK = ("month", "day", "weekday", "hour", "hour12", "minute", "part")
PHRASES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(CASE_PHRASES, ("move",)),
    "clarify.again": (),
    "clarify.area": (),
    "clarify.area_again": (),
    "clarify.in_area": ("area",),
    "clarify.open": (),
    "clarify.which": (),
    "correct.again": (),
    "correct.again_from": (),
    "correct.already": (),
    "correct.amended": ("number",),
    "correct.done": ("new",),
    "correct.done_day": ("told_day",),
    "correct.fault": (),
    "correct.kept": (),
    "correct.offer": ("old", "new"),
    "correct.too_old": (),
    "correct.what": (),
    "danger.coming": (),
    "danger.maybe": (),
    "danger.still": (),
    **DEALER_PHRASES,
    "flow.back_to": (),
    "flow.book_changed": (),
    "flow.cancel_again": (),
    "flow.cancel_case": (),
    "flow.cancel_sure": (),
    "flow.cancelled": (),
    "flow.first": ("first", "other"),
    "flow.fresh": (),
    "flow.fresh_short": (),
    "flow.go_on": (),
    "flow.heard": ("told",),
    "flow.hello": (),
    "flow.hello_queued": (),
    "flow.help": (),
    "flow.language": (),
    "flow.next_symptom": (),
    "flow.noted_symptom": ("other",),
    "flow.nothing_to_cancel": (),
    "flow.resume": (),
    "flow.resume_again": (),
    "flow.resumed": (),
    "flow.several": ("first", "others"),
    "flow.unqueue": ("solved",),
    "flow.unqueue_again": (),
    "flow.unqueued": (),
    "handoff.noted": (),
    "talk.glad": (),
    "talk.here": (),
    "handoff.danger_queued": (),
    "handoff.heard": (),
    "handoff.still_queued": ("ahead",),
    "input.bought_on_kept": (),
    "input.detail_noted": (),
    "input.which_of": ("labels",),
    "input.frame_no_kept": (),
    "input.noted_in_case": ("number",),
    "input.order_no_kept": (),
    "input.phone_kept": (),
    "input.product_kept": (),
    "input.photo_added": (),
    "input.photo_first": (),
    "input.photo_kept": (),
    "input.place_kept": (),
    "input.sticker": (),
    "input.voice": (),
    "input.words_kept": (),
    "mood.furious": ("word",),
    "mood.person": ("word",),
    "mood.repaired": ("word",),
    "mood.threat": ("word",),
    "people.already": ("dealer",),
    "people.code_blocked": ("retry_at",),
    "people.code_expired": (),
    "people.code_unknown": (),
    "people.code_used": (),
    "people.joined": ("dealer",),
    "people.joined_look": ("dealer",),
    "people.leave_again": (),
    "people.leave_kept": (),
    "people.leave_sure": ("dealer",),
    "people.left": ("dealer",),
    "people.not_member": (),
    "people.other_dealer": ("dealer", "other"),
    "people.profile_by_staff": (),
    "people.profile_task": ("dealer", "told", "phone"),
    "silence.close": (),
    "silence.nudge": (),
    "status.none": (),
    "status.one": ("found", "faults", "status"),
    "status.unknown": ("number",),
    "takeover.away": ("colleague",),
    "takeover.back_in_queue": ("colleague", "ahead"),
    "takeover.came": ("colleague",),
    "takeover.case_opened": (),
    "takeover.closed": (),
    "takeover.handed_back": ("colleague", "promised", "goes_on"),
    "takeover.released": ("colleague", "ahead"),
    "takeover.transferred": ("colleague", "before"),
    **{f"takeover.refused_{reason}": ("colleague", "owner") for reason in get_args(Refusal)},
    "telegram.contact_of_another": (),
    "telegram.group": (),
    "telegram.not_saved": (),
    "telegram.share": (),
    "telegram.too_large": (),
    **{f"telegram.menu_{command}": () for command in get_args(CommandName)},
    "talk.solved": (),
    "task.broken": ("clock", "due", "who", "otherwise"),
    "task.late": ("title", "due"),
    "task.silent": ("colleague", "who", "due"),
    "task.promise_moved": ("title", "word"),
    "task.promise_off": ("title",),
    "task.promise_kept": ("title",),
    "task.low_score": ("who", "score"),
    "task.low_word": ("who", "score", "word"),
    "task.remind": ("title", "due"),
    **{
        f"task.refused_{reason}": ()
        for reason in ("gone", "not_yours", "unknown_staff", "not_their_work", "nothing")
    },
    "task.repeat": ("times", "fault", "serial", "before", "exchange"),
    "task.warn": ("clock", "who"),
    **{f"warranty.{reason}": () for reason in get_args(Reason)},
    "warranty.right": (),
    "time.date": _CLOCK,
    "time.day": ("year", "month", "day"),
    "time.listed": ("things",),
    "time.today": _CLOCK,
    "time.tomorrow": _CLOCK,
    "time.weekday": _CLOCK,
    **{
        f"input.{kind}_{how}": ("misses",)
        for kind in get_args(AskKind)
        for how in ("missing", "unrecognised", "invalid")
    },
}
"""Phrase → the variables it may use beside the common ones."""

BUTTONS = (
    *DEALER_BUTTONS,
    "button.none_of_these",
    "button.person",
    "button.share_phone",
    "button.skip",
    "button.unsure",
    *(
        f"button.{kind}_{answer}"
        for kind in ("correct", "resume", "cancel", "leave", "unqueue")
        for answer in ("yes", "no")
    ),
)
"""Phrases that are button labels: no variables, within the length of a label."""

FIXED_WORDS = ("web.", "desk.", "office.")
"""Phrases of these areas are words of the web pages: no variables."""

CASES = "case."
"""Phrases of this area are said about a case, by its procedure."""

CERTAIN: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(CASE_PHRASES, frozenset({"case"})),
    "warranty.in_term": frozenset({"covered"}),
    "warranty.expired": frozenset({"covered"}),
    "warranty.right": frozenset({"covered"}),
    "flow.cancel_case": frozenset({"case"}),
    "flow.next_symptom": frozenset({"node"}),
    "input.photo_added": frozenset({"case"}),
    "correct.amended": frozenset({"case"}),
    "takeover.case_opened": frozenset({"case"}),
}
"""Facts that hold whenever the engine says the phrase."""


def extra_of(phrase: str) -> tuple[str, ...]:
    """Return the variables a phrase may use beside the common ones; every one about cases knows `move`."""
    if phrase.startswith(CANNED):
        return ("colleague",)
    if phrase.startswith(STAFF):
        return tuple(EXAMPLES)
    return ("move",) if phrase.startswith(CASES) else PHRASES.get(phrase, ())
