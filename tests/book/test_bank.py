from collections import Counter
from pathlib import Path

import pytest

from bot.book.bank import (
    labels_from_book,
    read_answer_words,
    read_bank,
    read_lexicon,
    read_thresholds,
)
from bot.book.learned import Learned
from bot.core.matching import BankLine, Label, Lexicon, Thresholds

ROOT = Path(__file__).parents[2] / "dialogues"
LABELS = (
    Label("horn", "g", "ebike", "minor", ("喇叭不响",)),
    Label("fire", "g", "ebike", "safety", ("冒烟",)),
)
BANK = (
    BankLine("喇叭不响了", ("horn",), "a"),
    BankLine("冒烟了", ("fire",), "a"),
    BankLine("你好", (), "a"),
)


def test_read_bank_shipped_lines_name_known_faults_and_none_twice():
    bank = read_bank(ROOT)

    known = {label.id for label in labels_from_book(ROOT)}
    assert {label for line in bank for label in line.labels} <= known
    counts = Counter((line.text, line.labels, line.voice) for line in bank)
    assert [line for line, count in counts.items() if count > 1] == []


def test_read_bank_every_fault_is_said_in_many_voices():
    voices = {}
    for line in read_bank(ROOT):
        for label in line.labels:
            voices.setdefault(label, set()).add(line.voice)

    assert {
        label.id for label in labels_from_book(ROOT) if len(voices.get(label.id, ())) < 6
    } == set()


def test_read_bank_broken_line_names_file_and_line(tmp_path):
    folder = tmp_path / "ebike" / "bank"
    folder.mkdir(parents=True)
    (folder / "plain.jsonl").write_text(
        '{"text": "喇叭", "labels": []}\n\n{"text": 1}\n', encoding="utf-8"
    )

    with pytest.raises(ValueError, match=r"plain\.jsonl:3: "):
        read_bank(tmp_path)


def test_read_lexicon_shipped_words_are_comparable():
    lexicon = read_lexicon(ROOT)

    assert "电瓶" in lexicon.concepts["电池"]
    assert "冰箱" in lexicon.other_products
    assert lexicon.clauses.turns


def test_read_words_and_numbers_missing_files_give_the_defaults(tmp_path):
    assert read_lexicon(tmp_path) == Lexicon()
    assert read_thresholds(tmp_path) == Thresholds()


def test_read_thresholds_shipped_numbers_are_fitted():
    assert read_thresholds(ROOT) != Thresholds()


def test_read_answer_words_yes_and_no_are_words():
    words = read_answer_words(ROOT)

    assert ("yes" in words.yes, "no" in words.no) == (True, True)


def test_learned_keeps_what_it_learned_and_uses_it_again(tmp_path):
    first = Learned(tmp_path, LABELS, BANK, folder=tmp_path / "cache").matcher()
    [file] = (tmp_path / "cache").iterdir()
    made = file.stat().st_mtime_ns

    second = Learned(tmp_path, LABELS, BANK, folder=tmp_path / "cache").matcher()

    assert second.match("喇叭不响") == first.match("喇叭不响")
    assert file.stat().st_mtime_ns == made


def test_learned_broken_file_is_learned_anew(tmp_path):
    first = Learned(tmp_path, LABELS, BANK, folder=tmp_path / "cache").matcher()
    [file] = (tmp_path / "cache").iterdir()
    file.write_bytes(b"broken")

    again = Learned(tmp_path, LABELS, BANK, folder=tmp_path / "cache").matcher()

    assert again.match("冒烟") == first.match("冒烟")


def test_learned_folder_that_cannot_be_written_is_no_hindrance(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    matcher = Learned(tmp_path, LABELS, BANK, folder=tmp_path / "file" / "cache").matcher()

    assert matcher.match("冒烟").candidates[0].node == "fire"


@pytest.mark.filterwarnings("ignore:divide by zero")  # "no complaint" was never heard
def test_learned_with_an_encoder_and_no_bank_does_without_it(tmp_path):
    def embed(texts):
        raise AssertionError(texts)

    matcher = Learned(tmp_path, LABELS, (), folder=tmp_path, embed=embed).matcher()

    assert matcher.labels == LABELS
