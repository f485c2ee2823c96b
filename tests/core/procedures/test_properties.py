"""Whatever people do to a case, in whatever order, some things always hold."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.cases import CaseLine, display_status, rebuild
from bot.core.procedures.offering import OfferedField
from bot.core.procedures.settlement import WHOLE, split
from bot.core.procedures.stages import duty_task_id
from tests.core.procedures.play import Play

PROCEDURES = (
    "advice",
    "repair",
    "return",
    "reship",
    "complaint",
    "dealer_return",
    "factory_repair",
    "parts_warranty",
    "customer_send_in",
    "after_sales_slip",
)
ACTORS = (
    "agent",
    "tech",
    "qc",
    "warehouse",
    "production",
    "purchasing",
    "finance",
    "sales",
    "manager",
    "gm",
    "dealer",
    "customer",
)
WORDS = {
    "text": "好",
    "number": "2",
    "money": "88.8",
    "date": "2026-11-20",
    "yes_no": "no",
    "phone": "13900005550",
    "waybill": "SF5550001122",
    "photo": "photo-1",
    "person": "tech",
    "parts": "密封圈*2",
}


def answer(data: st.DataObject, field: OfferedField) -> str:
    """Return something a person may put into a field."""
    if not field.required and data.draw(st.booleans()):
        return field.value
    values = [value for value, _ in field.choices]
    match field.kind:
        case "choice":
            return data.draw(st.sampled_from(values))
        case "lines":
            return (
                ",".join(data.draw(st.lists(st.sampled_from(values), unique=True)))
                if values
                else ""
            )
        case "counts":
            return ",".join(f"{one}={data.draw(st.integers(0, 9))}" for one in values)
        case kind:
            return data.draw(st.sampled_from([WORDS.get(kind, "好"), "", "-1", "<b>'; --"]))


@pytest.mark.parametrize("procedure", PROCEDURES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_walk_keeps_counts_signatures_and_history(book, procedure: str, data: st.DataObject):
    lines = (
        CaseLine(part="controller", quantity=3, said="进水"),
        CaseLine(part="charger", quantity=1, said="不亮"),
    )
    play = Play(book, procedure, lines)
    for _ in range(data.draw(st.integers(1, 25))):
        who = data.draw(st.sampled_from(ACTORS))
        offers = [one for one in play.offers(who) if not one.why_not]
        if not offers:
            continue
        offer = data.draw(st.sampled_from(offers))
        values = {field.id: answer(data, field) for field in offer.form}
        play.try_(who, offer.id, **{key: value for key, value in values.items() if value})
        hold(play)


def hold(play: Play) -> None:
    case = play.case
    assert rebuild(play.opened, play.changes) == case
    assert display_status(case)
    for line in case.lines:
        assert min(line.quantity, line.received or 0, line.missing or 0, line.over) >= 0
        assert min(line.damaged, line.wrong, line.price_fen or 0) >= 0
        assert line.received is None or line.received + (line.missing or 0) == line.quantity
    shares = [value for field, value in case.values if field.startswith("share.")]
    if shares:
        assert sum(round(float(one) * 100) for one in shares) == round(
            float(case.value("cost")) * 100
        )
    nobody_signed_alone(play)
    if case.ended:
        assert not case.pending
        assert set(play.tasks) == {
            duty_task_id(case.number, one.visit, one.duty) for one in case.carried
        }
        assert play.timers == {}


def nobody_signed_alone(play: Play) -> None:
    """Every move that needed signatures has them all, by different people, none of them who asked."""
    asked: dict[str, str] = {}
    wanted: dict[str, int] = {}
    pending = {}
    for change in play.changes:
        for request in change.pending or ():
            asked.setdefault(request.id, request.asked_by)
            wanted.setdefault(request.id, len(request.steps))
            pending[request.id] = request.action
        if change.what == "moved" and change.rule.rpartition(".")[2] in pending.values():
            action = change.rule.rpartition(".")[2]
            complete = [
                id_
                for id_, name in pending.items()
                if name == action
                and sum(one.request == id_ and one.approved for one in play.case.approvals)
                == wanted[id_]
            ]
            chain = play.pack.chains
            stage = next(
                a.approval
                for s in play.pack.procedures[play.case.procedure].stages
                for a in s.actions
                if a.id == action
            )
            assert complete or all(step.when for step in chain[stage].steps)
    for id_, by in asked.items():
        signed = [one.by for one in play.case.approvals if one.request == id_]
        assert by not in signed
        assert len(set(signed)) == len(signed)


def wander(book, pack: str, procedure: str, seed: int) -> tuple[Play, set[str], set[str]]:
    """Walk a case at random, with answers that fit, through calling off, opening again and time passing."""
    dice = Random(seed)  # noqa: S311 - a walk to be walked again, not a secret
    lines = (
        CaseLine(part="controller", quantity=3, said="进水"),
        CaseLine(part="charger", quantity=1, said="不亮"),
    )
    play = Play(book, procedure, lines, dealer="d1" if dice.random() < 0.5 else "", pack=pack)
    stages, moves = {play.stage}, set[str]()
    for _ in range(80):
        if dice.random() < 0.05:
            play.wait(days=dice.choice((1, 5, 15, 40)))
            hold(play)
        signs = bool(play.case.pending) and dice.random() < 0.7
        offers = [
            (who, offer)
            for who in (ACTORS if signs else dice.sample(ACTORS, 5))
            for offer in play.offers(who)
            if not offer.why_not
            and (offer.kind in ("approve", "refuse") or not signs)
            and (offer.kind != "refuse" or dice.random() < 0.3)
            and (offer.kind != "cancel" or dice.random() < 0.1)
        ]
        if not offers:
            continue
        who, offer = dice.choice(offers)
        given = {field.id: fitting(dice, field) for field in offer.form}
        if not play.try_(who, offer.id, **{key: value for key, value in given.items() if value}):
            moves.add(offer.id.partition(":")[0])
        stages.add(play.stage)
        hold(play)
    return play, stages, moves


def fitting(dice: Random, field: OfferedField) -> str:
    values = [value for value, _ in field.choices]
    match field.kind:
        case "choice" | "yes_no":
            return dice.choice(values)
        case "lines":
            return ",".join(sorted(dice.sample(values, dice.randint(1, len(values)))))
        case "counts" if field.required or field.value:
            return ",".join(f"{one}={dice.choice((0, 1, 2, 3, 3, 5))}" for one in values)
        case "counts":
            return ""
        case "money":
            return dice.choice(("0", "60", "88.8", "100"))
        case kind:
            return WORDS.get(kind, "好")


@pytest.mark.parametrize(
    ("pack", "procedure"), [("ebike", one) for one in PROCEDURES] + [("shop", "return")]
)
def test_walks_through_a_whole_procedure_keep_what_must_hold(book, pack: str, procedure: str):
    shipped = book.packs[pack].procedures[procedure]
    wanted = {"cancel", "reopen"} | {
        one
        for stage in shipped.stages
        for action in stage.actions
        if action.approval
        for one in ("approve", "refuse")
    }
    unseen = {stage.id for stage in shipped.stages}
    seed = rounds = 0
    while seed < 6 or ((unseen or wanted or not rounds) and seed < 80):
        play, stages, moves = wander(book, pack, procedure, seed)
        unseen -= stages
        wanted -= moves
        entered = [change.stage for change in play.changes if change.stage is not None]
        rounds += len(entered) > len(set(entered))
        seed += 1
    assert (unseen, wanted, bool(rounds)) == (set(), set(), True)


def test_every_shipped_procedure_is_walked(book):
    shipped = {name for pack in book.packs.values() for name in pack.procedures}
    assert shipped == set(PROCEDURES)


@given(
    fen=st.integers(0, 10**9),
    weights=st.lists(st.integers(0, 100), min_size=1, max_size=9),
)
def test_shares_always_come_to_the_whole(fen: int, weights: list[int]):
    left = WHOLE
    percents = {}
    for place, weight in enumerate(weights[:-1]):
        percents[str(place)] = min(weight, left)
        left -= percents[str(place)]
    percents["last"] = left
    shares = split(fen, percents)
    assert sum(share.fen for share in shares) == fen
    assert sum(share.percent for share in shares) == WHOLE
    assert all(share.fen >= 0 for share in shares)


@pytest.mark.parametrize(
    ("fen", "percents"), [(-1, {"a": 100}), (1, {"a": 99}), (1, {"a": 101, "b": -1})]
)
def test_shares_that_cannot_be_are_refused(fen: int, percents: dict[str, int]):
    with pytest.raises(ValueError, match=r"shares|amounts"):
        split(fen, percents)


@pytest.mark.parametrize(
    "counts",
    [
        {"quantity": -1},
        {"quantity": 2, "received": 1},
        {"quantity": 2, "received": 1, "missing": 2},
        {"quantity": 2, "received": 2, "missing": 0, "damaged": 3},
        {"price_fen": -1},
    ],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int]):
    with pytest.raises(ValueError, match=r"never negative|counted|make up|among"):
        CaseLine(**counts)
