"""From a message to a command: what the customer means, in the order in which sense matters.

Danger comes first, then an exact answer, then what is said about the conversation itself
(cancel, correct, a person, a digression), then a fuzzy answer, last a new complaint.
"""

from bot.core.cases import parse_case_number
from bot.core.engine import commands as c
from bot.core.engine.alarm import SHORT, SURE, alarm
from bot.core.engine.answering import NO_ASIDE, fuzzy_answer, typed_value, way_out
from bot.core.engine.beside import CLAUSES
from bot.core.engine.buttons import SKIPPED, UNSURE, options, small
from bot.core.engine.facts import FACT_LENGTH, learn_in_passing
from bot.core.engine.membership import DEALER
from bot.core.engine.offered import labels
from bot.core.engine.talk import Talk
from bot.core.entities import find_date, find_phone
from bot.core.intents import Act, HeardIntent, Intent
from bot.core.matching import Match, choose
from bot.core.script import SOLVED, Ask
from bot.core.state import QUEUE
from bot.core.text import bare, normalise

_MAX_CHOICES = 3
_MOST_ASKED = 3
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
    meant = meant or corrected or fuzzy_answer(talk, said, match, intent)
    if meant is not None:
        return meant
    number = parse_case_number(said)
    if number is not None:
        return c.Status(number)
    if intent is not None and intent.intent.act == "correct" and intent.new and _told_on(talk):
        return c.NotUnderstood()
    act = intent.intent.act if intent is not None else ""
    wishes = act == "wish" and match.decision == "hit"
    if intent is not None and act not in NO_ASIDE and not wishes:
        return c.Aside(intent.intent)
    return _reopens(talk, said) or _complaint(talk, said, match)


def _exact_answer(talk: Talk, said: str) -> c.Command | None:
    plain = bare(normalise(said))
    pending = talk.pending
    made = talk.state.offer
    if made is not None and made.kind == "leave":  # its buttons would be heard as calling off
        for answer in made.options:
            known = labels(talk, f"button.leave_{answer}")
            if plain in [bare(normalise(label)) for label in known]:
                return c.Pick(answer)
    if pending is not None and talk.state.offer is None:
        ask = pending[1]
        for option in options(ask):
            if any(bare(normalise(word)) == plain for word in option.words):
                return c.Answer(option.id)
        for label, value in (("button.unsure", UNSURE), ("button.skip", SKIPPED)):
            if plain == bare(normalise(small(talk, label))):
                return way_out(ask, value)
    return None


def _about_the_conversation(  # noqa: PLR0911 - one case an act
    talk: Talk, said: str, heard: HeardIntent, match: Match
) -> c.Command | None:
    """What is said about the talk itself; None when it may still be an answer or a complaint."""
    act = heard.intent.act
    match act:
        case "danger" | "told":
            return None  # warned of before: it is an answer, or the same again
        case "correct":
            return _correction(talk, heard, match)
        case "status":
            return c.Status(parse_case_number(said))
        case "language":
            return c.Speak(heard.intent.id.removeprefix("language_"))
        case "skip":
            pending = talk.pending
            return way_out(pending[1], SKIPPED) if pending is not None else None
        case "wish":
            return None  # in the answer to a question it may be one
        case "solved":
            return _solved(talk, heard)
        case "human" | "cancel" | "restart" | "fraud" | "worry" | "invite" | "leave" | "profile":
            return c.Aside(heard.intent)
        case "first":
            return _put_first(talk, heard)
        case "vague" | "complaint":
            return _unasked(talk, heard.intent)
        case "both":
            made = talk.state.offer
            return c.Start(made.options) if made and made.kind == "clarify" else None
        case _:
            return _aside(talk, heard, match)


def _put_first(talk: Talk, heard: HeardIntent) -> c.First | None:
    """The fault kept for later that the customer would rather have dealt with now; danger is not put off."""
    kept = {symptom.node for symptom in talk.state.symptoms}
    if talk.node is None or talk.node.severity == "safety":
        return None
    told = talk.pack.matcher.match(heard.new).candidates
    node = next((one.node for one in told if one.node in kept), None)
    return c.First(node) if node is not None else None


def _unasked(talk: Talk, intent: Intent) -> c.Command | None:
    """What words mean that answer when something was asked, and name a fault or none when nothing was."""
    if talk.pending is not None or talk.state.offer is not None:
        return None
    if intent.act == "vague":
        return _reopens(talk, talk.said) or (
            c.NotUnderstood() if _told_on(talk) else c.Aside(intent)
        )
    return c.Start((intent.node,), told=intent.answer) if intent.node in talk.pack.nodes else None


def _aside(talk: Talk, heard: HeardIntent, match: Match) -> c.Command | None:
    """An aside counts unless the words may be an answer, or tell of a fault besides."""
    act = heard.intent.act
    amid = talk.pending is not None or talk.state.offer is not None
    if act != "digress" and amid:
        return None if act in _ASIDES_DURING_ANSWER else c.Aside(heard.intent)
    if act == "digress":
        return _questions(talk, heard)
    return c.Aside(heard.intent) if heard.exact or match.decision != "hit" else None


def _questions(talk: Talk, heard: HeardIntent) -> c.Aside | c.Start | c.Answer:
    """All that a message asks, and the answer it gives or the fault it tells of besides."""
    asked = [heard.intent]
    told = []
    for clause in CLAUSES.split(talk.said):
        found = talk.pack.intent_index.find(clause)
        if found is None or found.intent.act != "digress":
            told.append(clause)
        elif found.intent not in asked:
            asked.append(found.intent)
    asked = asked[:_MOST_ASKED]
    rest = "，".join(told)
    if rest and not heard.exact:
        pending = talk.pending
        if pending is not None:
            value = choose(rest, options(pending[1]), words=talk.pack.answers).id
            if value is not None:
                return c.Answer(value, asked=tuple(asked))
        elif talk.state.offer is None:
            match = talk.pack.matcher.match(rest)
            if match.decision == "hit":
                talk.match = match
                return c.Start((match.candidates[0].node,), asked=tuple(asked))
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
    if other.decision != "miss" and not talk.state.frames and talk.state.offer is None:
        talk.match = other
        return _complaint(talk, new, other)  # nothing was told that could be wrong
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


def _told_on(talk: Talk) -> bool:
    """Whether words that fit nothing reach a person: the one awaited, or whoever has the open case."""
    return talk.state.owner == QUEUE or talk.open_case() is not None


def _is_urgent(talk: Talk, match: Match) -> bool:
    """Whether the likeliest fault does not wait for a choice: food that made somebody ill, say."""
    best = match.candidates[0]
    node = talk.pack.nodes.get(best.node)
    return (
        match.decision == "ambiguous"
        and node is not None
        and node.severity == "urgent"
        and best.score >= SURE
    )


def _complaint(talk: Talk, said: str, match: Match) -> c.Command:
    known = [x.node for x in match.candidates if x.node in talk.pack.nodes]
    several = tuple(node for node in match.symptoms if node in talk.pack.nodes)
    if match.decision == "hit" and known:
        return c.Start((known[0], *(node for node in several if node != known[0])))
    if known and _is_urgent(talk, match):
        return c.Start((known[0],))
    if match.decision == "ambiguous" and len(several) > 1:
        return c.Start(several)
    if match.decision == "ambiguous" and _told_on(talk) and len(said) <= SHORT:
        return c.NotUnderstood()  # a remark on what is being seen to
    if match.decision == "ambiguous" and known:
        return c.Clarify(tuple(known[:_MAX_CHOICES]))
    facts = sum(FACT_LENGTH[slot] for slot in talk.learned)
    return c.Noted() if facts and len(said) - facts <= SHORT else c.NotUnderstood()
