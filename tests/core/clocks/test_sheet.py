from pathlib import Path

import pytest
import yaml

from bot.core.clocks.sheet import Subject, Target, chain_of, fitting_sheet, next_role_up, sheets_of
from bot.core.spans import Span

DIALOGUES = Path(__file__).parents[3] / "dialogues"
POLICY = yaml.safe_load((DIALOGUES / "common/policies/sla.yaml").read_text("utf-8"))
SHEETS = sheets_of(POLICY)


@pytest.mark.parametrize(
    ("subject", "sheet"),
    [
        (Subject(), "standard"),
        (Subject(role="dealer"), "standard"),
        (Subject(mood="threat"), "pressing"),
        (Subject(mood="furious", priority="danger"), "danger"),
        (Subject(customer=("telegram:1", "line_side")), "contract"),
    ],
)
def test_first_sheet_that_fits_holds(subject, sheet):
    assert fitting_sheet(SHEETS, subject).id == sheet


def test_facts_of_a_sheet_must_all_fit():
    policy = {
        "sheets": [
            {
                "id": "lift",
                "when": {"product": ["LT-", "EL-"], "severity": "safety"},
                "resolution": {"within": "4h"},
            }
        ]
    }
    (sheet,) = sheets_of(policy)

    assert fitting_sheet([sheet], Subject(product="lt-7", severity="safety")) == sheet
    assert fitting_sheet([sheet], Subject(product="lt-7", severity="minor")) is None
    assert fitting_sheet([sheet], Subject(product="YT-60", severity="safety")) is None


def test_shipped_contract_is_the_source_rule():
    contract = next(sheet for sheet in SHEETS if sheet.id == "contract")
    within = {kind: str(target.within) for kind, target in contract.targets.items()}

    assert (contract.always, contract.from_case) == (True, True)
    assert within == {
        "first_response": "30m",
        "next_response": "30m",
        "on_site": "2h",
        "resolution": "4h",
    }
    assert contract.targets["resolution"] == Target(
        within=Span(4, "h"),
        warn=Span(1, "h"),
        role="tech",
        escalate_to="manager",
        otherwise="replacement",
    )


def test_everybody_is_answered_within_a_day():
    standard = SHEETS[-1]

    assert str(standard.targets["resolution"].within) == "24h"


def test_roles_climb_the_chain():
    chain = chain_of(POLICY)

    assert [next_role_up(chain, role) for role in ("agent", "manager", "gm", "tech")] == [
        "manager",
        "gm",
        "",
        "manager",
    ]
    assert chain_of({}) == ("agent", "manager", "gm")
