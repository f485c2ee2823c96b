"""Facts told in passing: phone, frame number, order number, model, day of purchase."""

from collections.abc import Iterable, Mapping

from bot.core.engine import commands as c
from bot.core.engine.buttons import SKIPPED, UNSURE
from bot.core.engine.talk import Talk
from bot.core.entities import find_frame_no, find_mobile, find_order_told, find_purchase

FACT_LENGTH = {"phone": 11, "frame_no": 17, "order_no": 20, "product": 6, "bought_on": 8}
"""Characters a fact usually takes; what a message holds beyond that wants an answer."""


def learn_in_passing(talk: Talk, said: str) -> c.Correct | None:
    """Keep phone, frame and order number, model and day of purchase from any sentence, to ask none again.

    Returns a correction when a phone or frame number differs from the one we know.
    """
    pending = talk.pending
    waiting = pending[1].slot if pending else ""
    model = next((name for name in _models(talk) if name.lower() in said.lower()), None)
    bought = find_purchase(said, talk.today)
    frame = find_frame_no(said)
    order = find_order_told(said)
    if order is None and not _models(talk):  # nothing with a frame number is sold here
        order = frame
    found = {
        "phone": find_mobile(said),
        "frame_no": None if order else frame,
        "order_no": order,
        "product": model,
        "bought_on": bought.isoformat() if bought else None,
    }
    corrected = None
    for slot, value in found.items():
        known = talk.answer(slot)
        if not value or waiting == slot or (known is not None and known.value == value):
            continue
        if known is None or known.value in (UNSURE, SKIPPED):
            talk.learn(slot, value, said=value)
            talk.learned.append(slot)
        elif slot != "product":
            corrected = c.Correct(slot, value)
    return corrected


def _models(talk: Talk) -> Iterable[str]:
    models = talk.pack.brand.facts.get("models")
    return models if isinstance(models, Mapping) else ()
