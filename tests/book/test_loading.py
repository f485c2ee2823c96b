from pathlib import Path

from bot.book import load


def test_good_book_has_no_issues(root: Path):
    loaded = load(root, default="bike")
    assert [str(issue) for issue in loaded.issues] == []
    assert loaded.book is not None
    assert list(loaded.book.packs) == ["bike"]
