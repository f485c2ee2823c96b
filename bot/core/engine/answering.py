"""Whether typed words answer the question or the offer on the table, and what they are if they do not."""

import re
from collections.abc import Iterator

from bot.core.cases import parse_case_number
from bot.core.engine import commands as c
from bot.core.engine.alarm import SHORT, SURE
from bot.core.engine.asides import DANGER_PREFIX
from bot.core.engine.buttons import SKIPPED, UNSURE, options
from bot.core.engine.talk import Talk
from bot.core.engine.walk import HANDOFF_SCRIPT
from bot.core.entities import FINDERS, find_date
from bot.core.intents import HeardIntent
from bot.core.matching import ChoiceOption, Match, choose
from bot.core.script import SOLVED, Ask
from bot.core.state import Offer
from bot.core.text import bare, normalise

_NEAR = 0.5  # how like a bank line words must be to count as another fault amid a question
_NEARNESS = ((3, 0.85), (6, 0.62))
"""The same where it is but so many characters, or English words: they mostly belong to the question."""
_SHORTEST_PHONE = 5  # digits; fewer are no attempt at one
_MOST_DETAILS = 2
_ASKED_BESIDE = ("order_no", "phone", "photo")
_SHORTEST_DETAIL = 4  # characters, or English words
_MOST_CLAUSES = 4
_FEW = (2, 3)
_FEW_WORDS = (1, 2)
_SHORTEST_WORD = 3  # letters
_LATIN_WORDS = re.compile(r"[a-z']+")
NO_ASIDE = ("danger", "told", "vague", "first", "complaint")
"""Acts that are no aside: what they mean depends on what is open."""
CLAUSES = re.compile(r"[,，。.;；!！?？、\s]+")
"""What ends a clause of what was typed."""
_IN_PASSING = "told_in_passing"
"""The voice of the bank that holds what answers no question and complains of nothing."""
_LIKE_ONE = 0.5  # likeness to one of its lines
_CIRCUMSTANCE = re.compile(r"(?:时候?|以后|之后|那会儿?)$|^(?:when|after|while|only)\b")
"""Tells when it happens, not what."""


def fuzzy_answer(
    talk: Talk, said: str, match: Match, intent: HeardIntent | None
) -> c.Command | None:
    """Return what words mean at an open question or offer; None when none is open or they mean neither."""
    offer = talk.state.offer
    pending = talk.pending
    if offer is not None:
        if pending is None or offer.kind != "correct" or _takes_up(talk, offer, said):
            return _offer_answer(talk, offer, said, match)
        talk.change(offer=None)  # left lying: the question beneath it stands
    if pending is None:
        return None
    ask = pending[1]
    another = _another_fault(talk, match)
    value = _answer_value(talk, ask, said, another=another is not None)
    if value is not None:
        return value
    act = intent.intent.act if intent is not None else ""
    corrects = intent is not None and act == "correct" and intent.new
    if intent is not None and act not in NO_ASIDE and not corrects:
        return c.Aside(intent.intent)
    if ask.kind == "text":
        return c.Answer(said)
    return _beside_the_question(talk, said, told=act == "told", another=another) or (
        None if parse_case_number(said) else _no_answer(talk, ask, said, match)
    )


def _takes_up(talk: Talk, offer: Offer, said: str) -> bool:
    """Whether words begin as an answer to the offer does."""
    plain = bare(normalise(said))
    words = [word for option in offer_options(talk, offer) for word in option.words]
    return any(plain.startswith(bare(normalise(word))) for word in words)


def _beside_the_question(
    talk: Talk, said: str, *, told: bool, another: str | None
) -> c.Command | None:
    """What words mean that do not answer: an earlier question, a fact worth keeping, another fault."""
    otherwise = _earlier_choice(talk, said)
    if otherwise is not None:
        return otherwise
    if told and talk.top is not None and talk.top.details < _MOST_DETAILS:
        return c.Detail()
    further = another or _fault_in_clause(talk)
    return c.AlsoHeard(further) if further is not None else None


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


def _earlier_choice(talk: Talk, said: str) -> c.Doubt | None:
    """Return what an earlier answer becomes when the words plainly name another choice of its question."""
    enough = len(bare(normalise(said))) >= _SHORTEST_DETAIL
    for ask in _asked_before(talk):
        known = talk.answer(ask.slot)
        choice = choose(said, options(ask), words=talk.pack.answers)
        plain = choice.score >= (SURE if enough else 1) and not (choice.agreed or choice.unsure)
        if known is not None and plain and choice.id not in (None, known.value):
            return c.Doubt(ask.slot, choice.id or "")
    return None


def _asked_before(talk: Talk) -> Iterator[Ask]:
    """Yield the diagnosing questions passed in what is running, the last first."""
    for frame in reversed(talk.state.frames):
        steps = (talk.script_of(frame).step(step_id) for step_id in reversed(frame.trail))
        for step in steps:
            if step is not None and isinstance(step.action, Ask) and step.phase == "diagnose":
                yield step.action
        if frame.root:
            return


def _no_answer(talk: Talk, ask: Ask, said: str, match: Match) -> c.Command:
    if talk.learned:
        return c.Noted()
    bad = _bad_answer(ask, said)
    return c.Detail() if bad.how != "invalid" and _may_tell(talk, ask, said, match) else bad


def _may_tell(talk: Talk, ask: Ask, said: str, match: Match) -> bool:
    """Whether a statement that answers nothing is worth keeping.

    Amid the diagnosis one like those in the bank is; in danger, and where we ask for a number or
    a picture, any is.
    """
    frame = talk.top
    if (
        frame is None
        or frame.script == HANDOFF_SCRIPT
        or frame.details >= _MOST_DETAILS
        or _is_question(talk, said)
    ):
        return False
    if frame.script.startswith(DANGER_PREFIX):
        return frame.misses < ask.misses
    plain = bare(normalise(said))
    if len(plain.split() if plain.isascii() else plain) < _SHORTEST_DETAIL:
        return False
    if ask.kind == "choice":
        return talk.state.phase == "diagnose" and (match.decision != "miss" or _in_passing(match))
    return ask.skippable and ask.kind in _ASKED_BESIDE


def _in_passing(match: Match) -> bool:
    """Whether it is like what customers add of their own accord: what was replaced, where, since when."""
    like = match.harmless
    return like is not None and like.voice == _IN_PASSING and like.score >= _LIKE_ONE


def _is_question(talk: Talk, said: str) -> bool:
    heard = normalise(said)
    return any(word in heard for word in talk.pack.answers.questions)


def _bad_answer(ask: Ask, said: str) -> c.Missed:
    """Invalid when it was meant as the value asked for, else unrecognised."""
    meant = ask.kind in ("phone", "date", "frame_no", "order_no", "case_no", "number")
    digits = sum(x.isdigit() for x in said)
    enough = _SHORTEST_PHONE if ask.kind == "phone" else 1
    return c.Missed("invalid" if meant and digits >= enough else "unrecognised")


def _another_fault(talk: Talk, match: Match) -> str | None:
    """Return the fault that the words tell of besides the one at hand; when it happens is none."""
    plain = bare(normalise(talk.said))
    if _CIRCUMSTANCE.search(plain):
        return None
    if len(plain) <= _SHORTEST_DETAIL and any(map(plain.startswith, talk.pack.answers.denials)):
        return None  # "no sound" answers; it complains of none
    words = len(plain.split() if plain.isascii() else plain)
    near = next((near for most, near in _NEARNESS if words <= most), _NEAR)
    return _further_fault(talk, match, near=near)


def _fault_in_clause(talk: Talk) -> str | None:
    """Return the further fault that one clause of a story tells of by itself."""
    clauses = [part for part in CLAUSES.split(talk.said) if len(part) >= _SHORTEST_DETAIL]
    matches = (talk.pack.matcher.match(clause) for clause in clauses[:_MOST_CLAUSES])
    told = (
        (_further_fault(talk, match, near=_NEAR) for match in matches) if len(clauses) > 1 else ()
    )
    return next((found for found in told if found is not None), None)


def _further_fault(talk: Talk, match: Match, *, near: float) -> str | None:
    if match.decision != "hit":
        return None
    best = match.candidates[0]
    if not best.evidence or best.evidence[0].score < near or best.node not in talk.pack.nodes:
        return None
    known = {talk.state.node, *(symptom.node for symptom in talk.state.symptoms)}
    return best.node if best.node not in known else None


def _offer_answer(talk: Talk, offer: Offer, said: str, match: Match) -> c.Command | None:
    choice = choose(said, offer_options(talk, offer), words=talk.pack.answers)
    best = match.candidates[0] if match.candidates else None
    if offer.kind == "area" and best is not None and match.decision == "hit" and choice.score < 1:
        return c.Start((best.node,))
    if choice.id is not None:
        return c.Pick(choice.id)
    if offer.kind not in ("clarify", "area"):
        goes_on = offer.kind == "cancel" and talk.pack.intent_index.find(said) is None
        return c.Pick("no") if goes_on and match.decision != "hit" else None
    if best is not None and match.decision == "hit" and _stands_alone(best.node, offer, said):
        return c.Start((best.node,))
    both = talk.pack.matcher.match(f"{offer.said}，{said}")
    picked = _told_twice(both, offer, match)
    if picked is not None:
        return c.Pick(picked)
    if best is not None and match.decision == "hit":
        return c.Start((best.node,))
    if choice.unsure:
        return c.Pick("none")
    adds = (
        both.decision != "miss" and offer.details < _MOST_DETAILS and not _is_question(talk, said)
    )
    return c.Detail() if adds and offer.kind == "clarify" else None


def _stands_alone(node: str, offer: Offer, said: str) -> bool:
    """Whether words may leave the choice offered: a few words mostly add to what was told before."""
    return offer.kind == "area" or node in offer.options or len(said) > SHORT


def _told_twice(both: Match, offer: Offer, match: Match) -> str | None:
    """Return the fault offered that both tellings together point to, None when they point elsewhere."""
    if (match.decision == "miss" and both.decision != "hit") or not both.candidates:
        return None
    best = both.candidates[0].node
    return best if best in offer.options else None


def offer_options(talk: Talk, offer: Offer) -> list[ChoiceOption]:
    """Return what an offer may be answered with."""
    pack = talk.pack
    none = ChoiceOption("none", labels(talk, "button.none_of_these"))
    match offer.kind:
        case "clarify":
            nodes = [(x, pack.nodes[x]) for x in offer.options if x in pack.nodes]
            return [*(ChoiceOption(x, tuple(n.name.values())) for x, n in nodes), none]
        case "area":
            areas = [area for area in pack.areas if area.id in offer.options]
            return [*(ChoiceOption(a.id, (*a.label.values(), *a.words)) for a in areas), none]
        case _:
            return [
                ChoiceOption(
                    "yes", (*labels(talk, f"button.{offer.kind}_yes"), *talk.pack.answers.yes)
                ),
                ChoiceOption(
                    "no", (*labels(talk, f"button.{offer.kind}_no"), *talk.pack.answers.no)
                ),
            ]


def labels(talk: Talk, phrase: str) -> tuple[str, ...]:
    """Return every wording of a phrase, in every language."""
    return tuple(
        variant.render({}).strip()
        for variants in talk.pack.phrases[phrase].variants.values()
        for variant in variants
    )
