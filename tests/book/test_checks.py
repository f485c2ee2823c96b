"""Every broken book is one change of the good one, and its issues are told exactly."""

from pathlib import Path

import pytest
import yaml

from bot.book import load
from bot.book.issue import ERRORS, WARNINGS
from bot.documents.filling import filled

CASES = yaml.safe_load((Path(__file__).parent / "broken.yaml").read_text("utf-8"))
GUIDE = Path(__file__).parents[2] / "docs" / "checker.md"


@pytest.mark.parametrize("case", CASES, ids=[case["about"].replace(" ", "-") for case in CASES])
def test_broken_book_tells_every_issue(case, root: Path):
    for change in case["change"]:
        apply(change, root)
    loaded = load(root, default="bike", fill=filled)
    assert [str(issue) for issue in loaded.issues] == case["issues"]
    assert case["kind"] in {issue.kind for issue in loaded.issues}
    assert (loaded.book is None) == (case["kind"] in ERRORS)


def test_every_kind_of_issue_has_a_broken_book():
    assert {case["kind"] for case in CASES} == ERRORS | WARNINGS


def test_every_kind_of_issue_is_explained():
    explained = {
        line.split("`")[1]
        for line in GUIDE.read_text("utf-8").splitlines()
        if line.startswith("| `")
    }
    assert explained == ERRORS | WARNINGS


def apply(change: dict[str, str], root: Path) -> None:
    """Change a file of the book: replace a text that stands in it once, write it anew, or delete it."""
    file = root / change["file"]
    if "from" in change:
        text = file.read_text("utf-8")
        assert text.count(change["from"]) == 1
        file.write_text(text.replace(change["from"], change["to"]), "utf-8")
    elif "write" in change:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(change["write"], change.get("encoding", "utf-8"))
    else:
        file.unlink()
