"""Which plant a case's goods go to (R1, R13): the only official addresses are those of the brand."""

from collections.abc import Mapping
from typing import Any

from bot.core.book import Pack
from bot.core.cases import Case
from bot.core.say import in_language


def plant_key(pack: Pack, case: Case) -> str:
    """Return the plant of the first line that names one, else that of the model; empty when none is known."""
    models = pack.brand.facts.get("models")
    of_model = models if isinstance(models, Mapping) else {}
    keys = (
        *(line.plant for line in case.lines),
        *(of_model.get(line.model, "") for line in case.lines),
        of_model.get(dict(case.contact).get("product", ""), ""),
    )
    return next((str(one) for one in keys if one), "")


def plant_row(pack: Pack, key: str, *, lang: str) -> Mapping[str, Any]:
    """Return a row of `brand.facts.plants` in the reader's language; empty when there is no such plant."""
    plants = pack.brand.facts.get("plants")
    row = plants.get(key) if isinstance(plants, Mapping) else None
    if not isinstance(row, Mapping):
        return {}
    return {
        field: in_language(value, lang) if isinstance(value, Mapping) else value
        for field, value in row.items()
    }
