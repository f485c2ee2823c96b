from pathlib import Path

from bot.book import load

DIALOGUES = Path(__file__).parents[2] / "dialogues"


def test_shipped_book_has_no_issues():
    loaded = load(DIALOGUES, default="ebike")
    issues = "\n".join(f"dialogues/{issue}" for issue in loaded.issues)
    assert not issues, f"the checker found:\n{issues}"
    assert loaded.book is not None
