import re

from bot.channels.staff.cards import Cards
from tests.desk.counter import Counter


async def test_card_of_an_english_group_is_english_but_for_what_people_said(store, book):
    counter = Counter(store, book)
    counter.say("充电器灯不亮，充不进电")
    counter.say("转人工")
    card = await Cards(counter.desk, lang="en", clock=lambda: counter.now).of(counter.chat)
    assert card is not None
    labels = [button.label for row in card.buttons for button in row]
    told = re.sub(
        r"王先生|充电器灯不亮，充不进电|转人工", "", f"{card.title}\n{card.text}\n{labels}"
    )
    assert re.findall(r"[\u4e00-\u9fff]+", told) == []
    assert "Take over" in labels
