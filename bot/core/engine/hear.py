"""From a message to a command: what the customer means, in the order in which sense matters.

Danger comes first, then an exact answer, then what is said about the conversation itself
(cancel, correct, a person, a digression), then a fuzzy answer, last a new complaint.
"""

import re

from bot.core.cases import parse_case_number
from bot.core.engine import commands as c
from bot.core.engine.alarm import SHORT, SURE, alarm
from bot.core.engine.buttons import SKIPPED, UNSURE, options, small
from bot.core.engine.facts import FACT_LENGTH, learn_in_passing
from bot.core.engine.membership import DEALER
from bot.core.engine.talk import Talk
from bot.core.engine.walk import HANDOFF_SCRIPT
from bot.core.entities import FINDERS, find_date, find_phone
from bot.core.intents import Act, HeardIntent
from bot.core.matching import ChoiceOption, Match, choose
from bot.core.script import Ask
from bot.core.state import Offer
from bot.core.text import bare, normalise

_NEAR = 0.5  # how like a bank line words must be to count as another fault amid a question
_LIKELY = 0.4  # a second telling this sure settles a choice already offered
_SHORTEST_PHONE = 5  # digits; fewer are no attempt at one
SOLVED = "solved"
_MAX_CHOICES = 3
_MOST_ASKED = 3
_MOST_DETAILS = 2
_SHORTEST_DETAIL = 4  # characters, or English words
_CLAUSE_ENDS = re.compile(r"[,，。.;；!！?？、\s]+")
_NO_MATCH = Match("miss", danger=False, candidates=(), symptoms=(), words=())
_ASIDES_DURING_ANSWER = frozenset({"thanks", "goodbye", "small_talk", "insult"})


def hear(talk: Talk, text: str) -> c.Command:
    """Return what a typed message means at this point of the conversation."""
    said = text.strip()
    if not bare(normalise(said)):
        return c.Missed("missing") if talk.pending or talk.state.offer else c.NotUnderstood()
    corrected = learn_in_passing(talk, said)
    exact = _exact_answer(talk, said)
    if exact is not None:
        return exact
    # A customer's new address is for the case at hand; only a dealer has a profile.
    without: tuple[Act, ...] = () if talk.state.role == DEALER else ("profile",)
    intent = talk.pack.intent_index.find(said, without=without)
    verbatim = intent is not None and intent.verbatim
    match = _NO_MATCH if verbatim else talk.pack.matcher.match(said)
    talk.match = match
    danger = alarm(talk, said, match, intent)
    if danger is not None:
        return danger
    meant = _about_the_conversation(talk, said, intent, match) if intent is not None else None
    meant = meant or corrected or _fuzzy_answer(talk, said, match, intent)
    if meant is not None:
        return meant
    number = parse_case_number(said)
    if number is not None:
        return c.Status(number)
    wishes = intent is not None and intent.intent.act == "wish" and match.decision != "miss"
    if intent is not None and intent.intent.act != "danger" and not wishes:
        return c.Aside(intent.intent)
    return _reopens(talk, said) or _complaint(talk, said, match)


def _exact_answer(talk: Talk, said: str) -> c.Command | None:
    plain = bare(normalise(said))
    pending = talk.pending
    made = talk.state.offer
    if made is not None and made.kind == "leave":  # its buttons would be heard as calling off
        for answer in made.options:
            labels = _labels(talk, f"button.leave_{answer}")
            if plain in [bare(normalise(label)) for label in labels]:
                return c.Pick(answer)
    if pending is not None and talk.state.offer is None:
        ask = pending[1]
        for option in options(ask):
            if any(bare(normalise(word)) == plain for word in option.words):
                return c.Answer(option.id)
        for label, value in (("button.unsure", UNSURE), ("button.skip", SKIPPED)):
            if plain == bare(normalise(small(talk, label))):
                return _way_out(ask, value)
    return None


def _way_out(ask: Ask, value: str) -> c.Command:
    if ask.skippable:
        return c.Answer(SKIPPED)
    if ask.unsure:
        return c.Answer(UNSURE)
    return c.Missed("invalid" if value == SKIPPED else "unrecognised")


def _about_the_conversation(  # noqa: PLR0911 - one case an act
    talk: Talk, said: str, heard: HeardIntent, match: Match
) -> c.Command | None:
    """What is said about the talk itself; None when it may still be an answer or a complaint."""
    act = heard.intent.act
    match act:
        case "danger":
            return None  # warned of before: it is an answer, or the same again
        case "correct":
            return _correction(talk, heard, match)
        case "status":
            return c.Status(parse_case_number(said))
        case "language":
            return c.Speak(heard.intent.id.removeprefix("language_"))
        case "skip":
            pending = talk.pending
            return _way_out(pending[1], SKIPPED) if pending is not None else None
        case "wish":
            return None  # in the answer to a question it may be one
        case "solved":
            return _solved(talk, heard)
        case "human" | "cancel" | "restart" | "fraud" | "worry" | "invite" | "leave" | "profile":
            return c.Aside(heard.intent)
        case "both":
            made = talk.state.offer
            return c.Start(made.options) if made and made.kind == "clarify" else None
        case _:
            return _aside(talk, heard, match)


def _aside(talk: Talk, heard: HeardIntent, match: Match) -> c.Aside | c.Start | None:
    """An aside counts unless the words may be an answer, or tell of a fault besides."""
    act = heard.intent.act
    amid = talk.pending is not None or talk.state.offer is not None
    if act != "digress" and amid:
        return None if act in _ASIDES_DURING_ANSWER else c.Aside(heard.intent)
    if not heard.exact and match.decision == "hit":
        return None
    return c.Aside(heard.intent) if act != "digress" else _questions(talk, heard, amid=amid)


def _questions(talk: Talk, heard: HeardIntent, *, amid: bool) -> c.Aside | c.Start:
    """All that a message asks, and the fault it tells of besides."""
    asked = [heard.intent]
    told = []
    for clause in _CLAUSE_ENDS.split(talk.said):
        found = talk.pack.intent_index.find(clause)
        if found is None or found.intent.act != "digress":
            told.append(clause)
        elif found.intent not in asked:
            asked.append(found.intent)
    asked = asked[:_MOST_ASKED]
    rest = talk.pack.matcher.match("，".join(told))
    if rest.decision == "hit" and not heard.exact and not amid:
        talk.match = rest
        return c.Start((rest.candidates[0].node,), asked=tuple(asked))
    return c.Aside(asked[0], also=tuple(asked[1:]))


def _solved(talk: Talk, heard: HeardIntent) -> c.Command | None:
    """It works again: an answer where the question is whether it does, else the end of the matter."""
    pending = talk.pending
    if pending is not None and any(option.id == SOLVED for option in options(pending[1])):
        return c.Answer(SOLVED)
    return None if talk.state.warned and pending is not None else c.Aside(heard.intent)


def _correction(talk: Talk, heard: HeardIntent, match: Match) -> c.Command | None:
    new = heard.new.strip()
    if not new:
        return c.TakeBack() if heard.exact or not _answers(talk, heard) else None
    pending = talk.pending
    if (
        pending is not None
        and choose(new, options(pending[1]), words=talk.pack.answers).id is not None
    ):
        return None  # it says so of the question at hand
    found = earlier_answer(talk, new)
    if found is not None:
        return found
    other = talk.pack.matcher.match(new)
    if (
        other.decision == "hit"
        and other.candidates[0].node != talk.state.node
        and talk.state.node is not None
    ):
        talk.match = other
        return c.CorrectFault(other.candidates[0].node)
    if match.decision == "hit" and talk.state.node not in (None, match.candidates[0].node):
        return c.CorrectFault(match.candidates[0].node)
    return None


def _answers(talk: Talk, heard: HeardIntent) -> bool:
    return talk.pending is not None and bool(heard.old)


def earlier_answer(talk: Talk, new: str) -> c.Correct | None:
    """Return the correction of an earlier answer that the words `new` make sense for."""
    frames = [*reversed(talk.state.frames), *((talk.state.done,) if talk.state.done else ())]
    for frame in frames:
        script = talk.pack.scripts.get(frame.script)
        for step_id in reversed(frame.trail):
            step = script.step(step_id) if script else None
            if step is None or not isinstance(step.action, Ask):
                continue
            known = talk.answer(step.action.slot)
            value = _value_for(talk, step.action, new)
            if known is not None and value is not None and value != known.value:
                return c.Correct(step.action.slot, value)
    phone = find_phone(new)
    known_phone = talk.answer("phone")
    if phone and known_phone is not None and known_phone.value != phone:
        return c.Correct("phone", phone)
    day = find_date(new, talk.today)
    if day and talk.answer("bought_on") is not None:
        return c.Correct("bought_on", day.isoformat())
    return None


def _value_for(talk: Talk, ask: Ask, text: str) -> str | None:
    if ask.kind == "choice":
        return choose(text, options(ask), words=talk.pack.answers).id
    return typed_value(talk, ask, text) if ask.kind != "text" else None


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


def _fuzzy_answer(
    talk: Talk, said: str, match: Match, intent: HeardIntent | None
) -> c.Command | None:
    offer = talk.state.offer
    if offer is not None:
        return _offer_answer(talk, offer, said, match)
    pending = talk.pending
    if pending is None:
        return None
    ask = pending[1]
    another = _tells_another_fault(talk, match)
    value = _answer_value(talk, ask, said, another=another)
    if value is not None:
        return value
    if intent is not None and intent.intent.act != "danger":
        return c.Aside(intent.intent)
    if ask.kind == "text":
        return c.Answer(said)
    if another:
        return c.AlsoHeard(match.candidates[0].node)
    if parse_case_number(said):
        return None
    return _no_answer(talk, ask, said, match)


def _no_answer(talk: Talk, ask: Ask, said: str, match: Match) -> c.Command:
    if talk.learned:
        return c.Noted()
    return c.Detail() if _may_tell(talk, ask, said, match) else _bad_answer(ask, said)


def _may_tell(talk: Talk, ask: Ask, said: str, match: Match) -> bool:
    """Whether words amid the diagnosis tell more of the trouble: a statement like those in the bank."""
    frame = talk.top
    words = talk.pack.answers
    plain = bare(normalise(said))
    return (
        match.decision != "miss"
        and ask.kind == "choice"
        and talk.state.phase == "diagnose"
        and frame is not None
        and frame.details < _MOST_DETAILS
        and (len(plain) if not plain.isascii() else len(plain.split())) >= _SHORTEST_DETAIL
        and not any(asks in normalise(said) for asks in words.questions)
    )


def _bad_answer(ask: Ask, said: str) -> c.Missed:
    """Invalid when it was meant as the value asked for, else unrecognised."""
    meant = ask.kind in ("phone", "date", "frame_no", "order_no", "case_no", "number")
    digits = sum(x.isdigit() for x in said)
    enough = _SHORTEST_PHONE if ask.kind == "phone" else 1
    return c.Missed("invalid" if meant and digits >= enough else "unrecognised")


def _answer_value(talk: Talk, ask: Ask, said: str, *, another: bool) -> c.Command | None:
    """The answer in the words said; a loose likeness does not count when they tell of another fault."""
    choice = choose(said, options(ask), words=talk.pack.answers)
    if choice.id == SOLVED and bare(normalise(said)) in talk.pack.answers.yes:
        wait = next(intent for intent in talk.pack.intents if intent.act == "wait")
        return c.Aside(wait)  # "all right" to an instruction is no success yet
    if choice.id is not None and (choice.score >= SURE or not another):
        return c.Answer(choice.id)
    value = typed_value(talk, ask, said) if ask.kind != "text" else None
    if value is not None:
        return c.Answer(value)
    if choice.unsure and (not another or len(said) <= SHORT):
        return _way_out(ask, UNSURE)
    frame = talk.top
    if (
        frame is not None
        and frame.script == HANDOFF_SCRIPT
        and talk.pack.intent_index.find(said) is None
    ):
        return c.Answer(SKIPPED)  # a word for the colleague, not a bad phone number
    return None


def _tells_another_fault(talk: Talk, match: Match) -> bool:
    if match.decision != "hit":
        return False
    best = match.candidates[0]
    if not best.evidence or best.evidence[0].score < _NEAR:
        return False
    node = best.node
    queued = {symptom.node for symptom in talk.state.symptoms}
    return node in talk.pack.nodes and node != talk.state.node and node not in queued


def _offer_answer(talk: Talk, offer: Offer, said: str, match: Match) -> c.Command | None:
    choice = choose(said, offer_options(talk, offer), words=talk.pack.answers)
    best = match.candidates[0] if match.candidates else None
    if offer.kind == "area" and best is not None and match.decision == "hit" and choice.score < 1:
        return c.Start((best.node,))
    if choice.id is not None:
        return c.Pick(choice.id)
    if offer.kind in ("clarify", "area"):
        if best is not None and match.decision == "hit":
            return c.Start((best.node,))
        if best is not None and best.node in offer.options and best.score >= _LIKELY:
            return c.Pick(best.node)
        if choice.unsure:
            return c.Pick("none")
        return None
    return None


def offer_options(talk: Talk, offer: Offer) -> list[ChoiceOption]:
    """Return what an offer may be answered with."""
    pack = talk.pack
    none = ChoiceOption("none", _labels(talk, "button.none_of_these"))
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
                    "yes", (*_labels(talk, f"button.{offer.kind}_yes"), *talk.pack.answers.yes)
                ),
                ChoiceOption(
                    "no", (*_labels(talk, f"button.{offer.kind}_no"), *talk.pack.answers.no)
                ),
            ]


def _labels(talk: Talk, phrase: str) -> tuple[str, ...]:
    return tuple(
        variant.render({}).strip()
        for variants in talk.pack.phrases[phrase].variants.values()
        for variant in variants
    )


def _reopens(talk: Talk, said: str) -> c.Correct | None:
    """It was thought to be solved and is not: take that answer back."""
    last = talk.state.answers[-1] if talk.state.answers else None
    if last is None or last.value != SOLVED or talk.state.frames or talk.state.done is None:
        return None
    script = talk.script_of(talk.state.done)
    asks = [
        s.action for s in script.steps if isinstance(s.action, Ask) and s.action.slot == last.slot
    ]
    chosen = choose(said, options(asks[0]), words=talk.pack.answers).id if asks else None
    return c.Correct(last.slot, chosen) if chosen is not None and chosen != SOLVED else None


def _complaint(talk: Talk, said: str, match: Match) -> c.Command:
    known = [x.node for x in match.candidates if x.node in talk.pack.nodes]
    several = tuple(node for node in match.symptoms if node in talk.pack.nodes)
    if match.decision == "hit" and known:
        return c.Start((known[0], *(node for node in several if node != known[0])))
    if match.decision == "ambiguous" and len(several) > 1:
        return c.Start(several)
    if match.decision == "ambiguous" and known:
        return c.Clarify(tuple(known[:_MAX_CHOICES]))
    facts = sum(FACT_LENGTH[slot] for slot in talk.learned)
    return c.Noted() if facts and len(said) - facts <= SHORT else c.NotUnderstood()
