"""Somebody finds a quote too dear: price talks are sales', and the quote stays open meanwhile (R2)."""

from datetime import timedelta

from bot.core.calendar import add_working_time
from bot.core.cases import Case, parse_case_number
from bot.core.clocks.task import Task, task_id
from bot.core.effects import OpenTask
from bot.core.engine.talk import Talk
from bot.core.hours import spoken
from bot.core.returns import quotes
from bot.core.returns.rights import only_looks
from bot.core.say import FALLBACK_LANGUAGE, render
from bot.core.spans import parse_span

_WITHIN = timedelta(hours=4)
_OWNER, _ESCALATE_TO = "sales", "manager"
_FEN = 100


def bargained(talk: Talk, text: str) -> bool:
    """Take "太贵了，便宜点" about an open quote; False when there is none to talk about."""
    wanted = parse_case_number(text)
    quoted = [
        case
        for case in talk.records.cases_of(talk.event.conversation)
        if not case.ended and wanted in (None, case.number) and price_of(case)
    ]
    if not quoted:
        return _before_a_quote(talk)
    if not only_looks(talk):
        bargain(talk, quoted[0])
    return True


def bargain(talk: Talk, case: Case) -> None:
    """Hand the price of a case's open quote to sales, and say who answers by when."""
    task = _task(talk, case)
    known = talk.records.task(task.id)
    again = known is not None and known.state == "open"
    due = known.due_at if known is not None and again else task.due_at
    if not again:
        talk.effects.append(OpenTask(task))
    talk.tell(
        "dealer.bargain_again" if again else "dealer.bargain",
        rule="return_price",
        found=case,
        price=yuan(price_of(case)),
        answer_by=due,
    )
    quotes.offer_below(talk, case.number)


def _before_a_quote(talk: Talk) -> bool:
    """A dealer asks before anything was quoted: say when a price comes and who talks about it."""
    dealer = talk.dealer
    cases = talk.records.cases_of(talk.event.conversation)
    returns = talk.state.returning is not None or any(c.dealer and not c.ended for c in cases)
    if dealer is None or not returns:
        return False
    talk.tell("dealer.bargain_early", rule="return_price")
    return True


def price_of(case: Case) -> int:
    """Return what the open quote of a case comes to, in fen; 0: nothing waits for a yes."""
    return sum(line.price_fen or 0 for line in case.lines if line.money == "quoted")


def yuan(fen: int) -> str:
    """Return an amount as people write it, in yuan."""
    return f"{fen / _FEN:.2f}".removesuffix(".00")


def _task(talk: Talk, case: Case) -> Task:
    policy = talk.pack.policies.get("deadlines", {}).get("deadlines")
    rule = policy.get("price_talk", {}) if isinstance(policy, dict) else {}
    span = parse_span(str(rule.get("within", "")))
    within = (span.fixed if span is not None else None) or _WITHIN
    dealer = talk.dealer
    values = {
        "found": case,
        "who": dealer.name if dealer is not None else dict(case.contact).get("name", ""),
        "price": yuan(price_of(case)),
        "told": talk.said,
    }
    title, _ = render(
        talk.pack, "dealer.bargain_task", lambda: values, lang=FALLBACK_LANGUAGE, seed=""
    )
    return Task(
        id=task_id("price_talk", case.number, str(case.visit), str(price_of(case))),
        kind="callback",
        title=title,
        conversation=case.conversation,
        case=case.number,
        role=str(rule.get("owner", _OWNER)),
        opened_at=talk.now,
        due_at=spoken(add_working_time(talk.pack.brand.hours.calendar, talk.now, within)),
        escalate_to=str(rule.get("escalate_to", _ESCALATE_TO)),
    )
