from bot.channels.web.visit import Visit, link_payload, new_chat, own_chats
from bot.core.events import CustomerSaid
from bot.desk.views import conversation, transcript


def test_chats_of_a_browser_are_remembered_newest_last():
    session = {}
    made = [new_chat(session) for _ in range(10)]
    assert own_chats(session) == tuple(made[-8:])
    assert len(set(made)) == 10
    assert all(id_.startswith("web:") for id_ in made)


def test_link_payload_takes_only_short_words():
    given = ("product_YT-60", "", "a b", "x" * 65, "<b>")
    assert [link_payload(one) for one in given] == ["product_YT-60", "", "", "", ""]


async def test_visit_opens_a_conversation_once_for_many_tabs(office):
    visits = [
        Visit(desk=office.desk, bell=office.bell, conversation="web:1", language="en")
        for _ in range(2)
    ]
    statuses = [(await visit.start("pack_shop")).status for visit in visits]
    assert statuses == ["done", "duplicate"]
    lines = transcript(office.desk.store, "web:1")
    assert [(line.kind, line.text) for line in lines] == [
        ("started", "pack_shop"),
        ("say", "ConversationStarted"),
    ]


async def test_visit_sends_what_was_said_and_rings(office):
    visit = Visit(desk=office.desk, bell=office.bell, conversation="web:1")
    with office.bell.listening("web:1") as ear:
        await visit.send(CustomerSaid("在吗"))
        await ear.wait(at_most=60)
    view = conversation(office.desk.store, "web:1")
    assert view is not None
    assert (view.channel, view.role, view.state.turns) == ("web", "customer", 1)


async def test_bell_rings_only_for_its_conversation(office):
    bell = office.bell
    with bell.listening("web:1") as one, bell.listening("web:2") as two:
        bell.ring("web:1")
        await one.wait(at_most=60)
        await two.wait(at_most=0)
    bell.ring("web:1")
