import pytest

from bot.core.matching import BankLine, ClauseWords, Label, Lexicon, Matcher, Thresholds

LABELS = (
    Label("bat_hot", "battery", "ebike", "safety", ("电池发热冒烟", "电池冒烟")),
    Label("brake_weak", "brake", "ebike", "safety", ("刹车失灵", "刹不住")),
    Label("headlight", "elec", "ebike", "normal", ("大灯不亮", "前灯太暗")),
    Label("horn", "elec", "ebike", "minor", ("喇叭不响", "按喇叭没声音")),
    Label("cup_leak", "cup", "shop", "minor", ("杯子漏水", "杯盖渗水")),
)
BANK = tuple(
    BankLine(text, labels, voice)
    for voice, text, labels in (
        ("a", "电瓶冒烟了快来人", ("bat_hot",)),
        ("a", "电池烫手还冒烟", ("bat_hot",)),
        ("a", "捏刹车没反应", ("brake_weak",)),
        ("a", "刹车捏到底还是停不下来", ("brake_weak",)),
        ("a", "晚上大灯不亮看不见路", ("headlight",)),
        ("a", "按喇叭一点声都没有", ("horn",)),
        ("a", "杯子倒过来就漏水", ("cup_leak",)),
        ("a", "你好在吗", ()),
        ("a", "这车多少钱", ()),
        ("a", "冰箱不制冷", ()),
        ("b", "电池着火冒烟", ("bat_hot",)),
        ("b", "电瓶发热冒白烟", ("bat_hot",)),
        ("b", "刹车刹不住", ("brake_weak",)),
        ("b", "刹车失灵停不住", ("brake_weak",)),
        ("b", "车大灯坏了不亮", ("headlight",)),
        ("b", "大灯不亮了", ("headlight",)),
        ("b", "喇叭坏了不响", ("horn",)),
        ("b", "喇叭按了不响", ("horn",)),
        ("b", "水杯漏水盖子渗水", ("cup_leak",)),
        ("b", "你好请问在吗", ()),
        ("b", "车多少钱一辆", ()),
        ("b", "家里冰箱坏了不制冷", ()),
        ("b", "刹车没反应，大灯也不亮", ("brake_weak", "headlight")),
    )
)
LEXICON = Lexicon(
    concepts={"battery": ("电池", "电瓶"), "smoke": ("冒烟", "冒白烟")},
    other_products=("冰箱", "洗衣机"),
    openers=("我家", "家里"),
    clauses=ClauseWords(
        turns=("就是", "但是"), joins=("还有",), normal=("没事", "正常"), denials=("不是",)
    ),
)
THRESHOLDS = Thresholds(accept=0.3, vague=0.1, hit=0.7, also=0.6)


@pytest.fixture(scope="session")
def matcher():
    return Matcher(LABELS, BANK, lexicon=LEXICON, thresholds=THRESHOLDS)
