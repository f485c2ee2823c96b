"""What is said to a quote, line by line, for several cases at once, or amid another question (R12)."""

from collections.abc import Sequence

from bot.core.cases import Case, parse_case_number
from bot.core.engine.buttons import options
from bot.core.engine.offers import repeat
from bot.core.engine.talk import Talk
from bot.core.procedures.saying import line_title, yuan
from bot.core.returns import quotes
from bot.core.returns.bargaining import bargain
from bot.core.returns.by_line import BARGAIN, ByLine, read_by_line
from bot.core.returns.draft import ReturnDraft
from bot.core.returns.moving import as_left, move
from bot.core.returns.rights import only_looks
from bot.core.returns.waybill import split_at_cases
from bot.core.returns.which import ask_case
from bot.core.text import bare, normalise

_RULE = "return_decide"


def heard(talk: Talk, text: str) -> bool:
    """Take a yes or no to single lines of a quote, or to several quotes; False for anything else."""
    draft = talk.state.returning
    if draft is not None and draft.lines and parse_case_number(text) is None:
        return False  # its lines are meant
    stretches = split_at_cases(text)
    if len(stretches) > 1:
        return _each(talk, stretches)
    return _by_line(talk, text)


def heard_amid(talk: Talk, text: str) -> bool:
    """Take a plain yes or no to a quote though an older question is open, and put that one again.

    Words that answer the question at hand are its own.
    """
    words = talk.pack.returns
    if words is None or not words.decided(text) or _answers(talk, text):
        return False
    plain = bare(normalise(text))
    open_now = list(quotes.choices(talk, parse_case_number(text)))
    labels = [bare(normalise(name)) for one in open_now for name in one.action.label.values()]
    if not open_now or not any(label.startswith(plain) for label in labels):
        return False
    taken = quotes.heard(talk, text)
    if taken:
        talk.flush()
        repeat(talk)
    return taken


def _answers(talk: Talk, text: str) -> bool:
    """Whether a text is a choice of the open question, or a yes or no to what the bot offered."""
    made, pending = talk.state.offer, talk.pending
    if made is not None:
        return made.kind not in ("clarify", "area")
    plain = bare(normalise(text))
    return pending is not None and any(
        bare(normalise(word)) == plain for one in options(pending[1]) for word in one.words
    )


def _quoted(talk: Talk, number: str | None) -> list[Case]:
    return [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if not case.ended
        and number in (None, case.number)
        and any(line.money == "quoted" for line in case.lines)
    ]


def _each(talk: Talk, stretches: Sequence[str]) -> bool:
    """Take a message that decides of several cases, each under its number."""
    words = talk.pack.returns
    if words is None or not all(_quoted(talk, parse_case_number(one)) for one in stretches):
        return False
    for one in stretches:
        if not _by_line(talk, one) and not quotes.heard(talk, one):
            _ask_lines(talk, _quoted(talk, parse_case_number(one))[0])
    return True


def _by_line(talk: Talk, text: str) -> bool:
    words = talk.pack.returns
    if words is None:
        return False
    cases = _quoted(talk, parse_case_number(text))
    read = [(case, one) for case in cases if (one := read_by_line(text, case, words)) is not None]
    if not read:
        return False
    if only_looks(talk):
        return True
    clear = [(case, one) for case, one in read if not one.unclear]
    if not clear:
        _ask_lines(talk, read[0][0])
    elif len(clear) > 1 and any(one.single for _, one in clear):
        held = ReturnDraft(heard=text, touched=talk.now)
        ask_case(talk, held, [case for case, _ in clear], phrase="dealer.quote_which")
    else:
        for case, one in clear:
            _make(talk, case, one)
    return True


def _make(talk: Talk, case: Case, read: ByLine) -> None:
    open_now = {one.action.id: one.action for one in quotes.choices(talk, case.number)}
    for name, rows in read.chosen:
        action = open_now.get(name)
        if name == BARGAIN:
            continue
        if action is None or not action.line_field:
            _ask_lines(talk, case)
            return
        told = move(talk, case.number, name, {action.line_field: ",".join(map(str, rows))})
        if told:
            talk.tell("dealer.not_noted", rule=_RULE, messages=told)
            return
    after = as_left(talk, case)
    if any(name == BARGAIN for name, _ in read.chosen):
        bargain(talk, after)
        return
    left = _lines(talk, after)
    if left:
        talk.tell("dealer.quote_left", rule=_RULE, quoted=left)
        quotes.offer_below(talk, case.number)


def _ask_lines(talk: Talk, case: Case) -> None:
    """Say which lines wait for a yes, and ask what becomes of each."""
    talk.tell("dealer.quote_lines", rule=_RULE, found=case, quoted=_lines(talk, case))
    quotes.offer_below(talk, case.number)


def _lines(talk: Talk, case: Case) -> list[tuple[int, str, str]]:
    return [
        (n, line_title(talk.pack, line, talk.state.lang), yuan(line.price_fen or 0))
        for n, line in enumerate(case.lines, start=1)
        if line.money == "quoted"
    ]
