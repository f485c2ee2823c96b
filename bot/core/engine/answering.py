"""Whether typed words answer the question or the offer on the table, and what they are if they do not."""

import re

from bot.core.cases import parse_case_number
from bot.core.engine import commands as c
from bot.core.engine.alarm import SHORT, SURE
from bot.core.engine.beside import another_fault, beside_the_question, may_tell
from bot.core.engine.buttons import SKIPPED, UNSURE, options
from bot.core.engine.offered import offer_answer, takes_up
from bot.core.engine.talk import Talk
from bot.core.engine.walk import HANDOFF_SCRIPT
from bot.core.entities import FINDERS, find_date
from bot.core.intents import HeardIntent
from bot.core.matching import Match, choose
from bot.core.script import SOLVED, Ask
from bot.core.text import bare, normalise

NO_ASIDE = ("danger", "told", "vague", "first", "complaint")
"""Acts that are no aside: what they mean depends on what is open."""
_SHORTEST_PHONE = 5  # digits; fewer are no attempt at one
_FEW = (2, 3)
_FEW_WORDS = (1, 2)
_SHORTEST_WORD = 3  # letters
_LATIN_WORDS = re.compile(r"[a-z']+")


def fuzzy_answer(
    talk: Talk, said: str, match: Match, intent: HeardIntent | None
) -> c.Command | None:
    """Return what words mean at an open question or offer; None when none is open or they mean neither."""
    offer = talk.state.offer
    pending = talk.pending
    if offer is not None:
        if pending is None or offer.kind != "correct" or takes_up(talk, offer, said):
            return offer_answer(talk, offer, said, match)
        talk.change(offer=None)  # left lying: the question beneath it stands
    if pending is None:
        return None
    ask = pending[1]
    another = another_fault(talk, match)
    value = _answer_value(talk, ask, said, another=another is not None)
    if value is not None:
        return value
    act = intent.intent.act if intent is not None else ""
    corrects = intent is not None and act == "correct" and intent.new
    if intent is not None and act not in NO_ASIDE and not corrects:
        return c.Aside(intent.intent)
    if ask.kind == "text":
        return c.Answer(said)
    return beside_the_question(talk, said, told=act == "told", another=another) or (
        None if parse_case_number(said) else _no_answer(talk, ask, said, match)
    )


def _answer_value(talk: Talk, ask: Ask, said: str, *, another: bool) -> c.Command | None:
    """The answer in the words said; a loose likeness does not count when they tell of another fault."""
    choice = choose(said, options(ask), words=talk.pack.answers)
    if choice.id == SOLVED and (choice.agreed or bare(normalise(said)) in talk.pack.answers.yes):
        wait = next(intent for intent in talk.pack.intents if intent.act == "wait")
        return c.Aside(wait)  # "all right" to an instruction is no success yet
    by_label = not (choice.id or choice.unsure or _is_step(ask))
    fitting = choice.between or (_in_labels(ask, said) if by_label else ())
    if len(fitting) == 1:
        return c.Answer(fitting[0])
    if choice.id is None and len(fitting) in _FEW and not (choice.unsure or another):
        return c.Between(fitting)
    if choice.id is not None and (choice.score >= SURE or not (another or _is_step(ask))):
        return c.Answer(choice.id)
    value = typed_value(talk, ask, said) if ask.kind != "text" else None
    if value is not None:
        return c.Answer(value)
    refused = ask.skippable and bare(normalise(said)) in talk.pack.answers.no
    unsure = choice.unsure or refused or (ask.kind != "choice" and _knows_not(talk, said))
    if unsure and (not another or len(said) <= SHORT):
        return way_out(ask, UNSURE)
    frame = talk.top
    if (
        frame is not None
        and frame.script == HANDOFF_SCRIPT
        and talk.pack.intent_index.find(said) is None
    ):
        return c.Answer(SKIPPED)  # a word for the colleague, not a bad phone number
    return None


def _in_labels(ask: Ask, said: str) -> tuple[str, ...]:
    """The choices in whose label a few words stand that were typed alone: "刹车灯", "lid", "too fast"."""
    plain = bare(normalise(said))
    if not said.isascii():
        found = [one for one in ask.choices if plain in bare(normalise(one.label["zh-CN"]))]
        return tuple(one.id for one in found) if len(plain) > 1 else ()
    words = set(normalise(said).split())
    if len(words) not in _FEW_WORDS or len(said) < _SHORTEST_WORD:
        return ()
    labels = {one.id: normalise(one.label.get("en", "")) for one in ask.choices}
    return tuple(id_ for id_, label in labels.items() if words <= set(_LATIN_WORDS.findall(label)))


def _is_step(ask: Ask) -> bool:
    """Whether it asks if something helped: once more costs less than to leave a customer with the trouble."""
    return any(choice.id == SOLVED for choice in ask.choices)


def _knows_not(talk: Talk, said: str) -> bool:
    """A few words that say the customer does not know, or has not got, what is asked for."""
    return len(said) <= SHORT and any(
        doubt in normalise(said) for doubt in talk.pack.answers.doubts
    )


def typed_value(talk: Talk, ask: Ask, text: str) -> str | None:
    """Return the normal form of a typed answer, None when it is not of the question's kind."""
    match ask.kind:
        case "text":
            return text.strip() or None
        case "date":
            day = find_date(text, talk.today)
            return day.isoformat() if day is not None and day <= talk.today else None
        case "case_no":
            return parse_case_number(text)
        case "choice" | "photo":
            return None
        case kind:
            return FINDERS[kind](text)


def way_out(ask: Ask, value: str) -> c.Command:
    """Return how a question takes "I don't know" or "skip"."""
    if ask.skippable:
        return c.Answer(SKIPPED)
    if ask.unsure:
        return c.Answer(UNSURE)
    return c.Missed("invalid" if value == SKIPPED else "unrecognised")


def _no_answer(talk: Talk, ask: Ask, said: str, match: Match) -> c.Command:
    if talk.learned:
        return c.Noted()
    bad = _bad_answer(ask, said)
    return c.Detail() if bad.how != "invalid" and may_tell(talk, ask, said, match) else bad


def _bad_answer(ask: Ask, said: str) -> c.Missed:
    """Invalid when it was meant as the value asked for, else unrecognised."""
    meant = ask.kind in ("phone", "date", "frame_no", "order_no", "case_no", "number")
    digits = sum(x.isdigit() for x in said)
    enough = _SHORTEST_PHONE if ask.kind == "phone" else 1
    return c.Missed("invalid" if meant and digits >= enough else "unrecognised")
