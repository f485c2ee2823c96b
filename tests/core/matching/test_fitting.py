from dataclasses import replace

from bot.core.matching import BankLine, Matcher, Thresholds
from bot.core.matching.baselines import baselines
from bot.core.matching.figures import Tried, confusions, figures
from bot.core.matching.fitting import Aims, fit
from bot.core.matching.judging import Judge
from tests.core.matching.conftest import BANK, LABELS, LEXICON


def read_unheard():
    heard = [line for line in BANK if line.voice == "b"]
    matcher = Matcher(LABELS, heard, lexicon=LEXICON)
    return [(x.labels, matcher.read(x.text)) for x in BANK if x.voice == "a"]


def test_fit_reaches_its_aims_on_what_it_saw():
    read = read_unheard()
    aims = Aims(accepted=0.8, false_alarms=0.2)

    found = fit(read, LABELS, start=Thresholds(), aims=aims)

    judge = Judge(LABELS, replace(found, vague=0.0), packs=None)
    inside = [judge.judge(reading) for right, reading in read if right]
    assert (
        sum(verdict.decision != "miss" for verdict in inside) / len(inside) >= 0.7
    )  # of seven lines
    assert found == fit(read, LABELS, start=Thresholds(), aims=aims)


def test_figures_count_what_the_goals_name(matcher):
    lines = (
        BankLine("电池冒烟", ("bat_hot",), "x"),
        BankLine("喇叭不响", ("headlight",), "x"),
        BankLine("你好", (), "x"),
    )
    tried = [Tried(x.text, x.labels, "all", matcher.match(x.text)) for x in lines]

    found = figures(tried, safety=frozenset({"bat_hot"}))

    assert (found.top_1, found.silently_wrong, found.false_accepts) == (0.5, 0.5, 0.0)
    assert (found.danger_recall, found.false_alarms) == (1.0, 0.0)
    assert confusions(tried) == [("headlight", "horn", 1)]


def test_baselines_rank_a_phrase_first_by_its_own_words(matcher):
    best = {
        x.name: LABELS[int(x.scores("大灯不亮")[:-1].argmax())].id
        for x in baselines(LABELS, matcher)
    }

    assert set(best.values()) == {"headlight"}
