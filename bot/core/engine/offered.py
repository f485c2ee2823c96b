"""What typed words mean while choices are offered: one of faults, of areas, or yes and no."""

from bot.core.engine import commands as c
from bot.core.engine.alarm import SHORT
from bot.core.engine.beside import MOST_DETAILS, is_question
from bot.core.engine.talk import Talk
from bot.core.matching import ChoiceOption, Match, choose
from bot.core.state import Offer
from bot.core.text import bare, normalise


def offer_answer(talk: Talk, offer: Offer, said: str, match: Match) -> c.Command | None:
    """Return what words mean while choices are offered; None when they pick none and tell of nothing."""
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
    adds = both.decision != "miss" and offer.details < MOST_DETAILS and not is_question(talk, said)
    return c.Detail() if adds and offer.kind == "clarify" else None


def takes_up(talk: Talk, offer: Offer, said: str) -> bool:
    """Whether words begin as an answer to the offer does."""
    plain = bare(normalise(said))
    words = [word for option in offer_options(talk, offer) for word in option.words]
    return any(plain.startswith(bare(normalise(word))) for word in words)


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
