"""The topic of a conversation, from the customer's cry for a person to the hand-back."""

import pytest

from bot.channels.staff.budget import MESSAGES
from bot.store.topics import topic_of
from tests.channels.staff.office import Office
from tests.fakes.botapi import SAMPLE_PNG, FakeBotApi, Rates


async def wanting_person(office, name="王先生"):
    customer = office.botapi.user(name=name, language="zh-hans")
    await customer.say("电动车充不进电")
    await customer.received(1)
    await customer.say("转人工")
    await office.until(lambda: office.card(customer))
    return customer


async def claimed(office, who):
    customer = await wanting_person(office)
    await office.press(who, "接手", office.card(customer))
    await office.until(lambda: "在跟" in office.card(customer).text)
    return customer, office.topic(customer)


def texts(office, thread):
    return [message.text for message in office.shown(thread)]


async def test_card_is_pinned_in_a_topic_of_its_own(office):
    office.hire("lili")
    async with office.open():
        customer = await wanting_person(office)

        card = office.card(customer)
        topics = office.group.topics

        assert [topic.name.split(" · ")[0] for topic in topics.values()] == ["王先生"]
        assert card.labels == ["接手", "备注"]
        assert "等人接" in card.text


async def test_topic_begins_with_what_was_said_before(office):
    async with office.open():
        customer = await wanting_person(office)
        thread = office.topic(customer)
        await office.until(lambda: len(texts(office, thread)) > 1)

        story = "\n".join(texts(office, thread)[1:])

        assert "电动车充不进电" in story
        assert "转人工" in story


async def test_words_go_both_ways_once_claimed(office):
    lili = office.hire("lili")
    async with office.open():
        customer = await wanting_person(office)
        thread = office.topic(customer)
        await office.press(lili, "接手", office.card(customer))
        assert office.owner(customer) == f"staff:{office.member('lili').id}"

        mine = await lili.say("您好，我是李丽，您说", group=office.group, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "您好，我是李丽，您说")
        await customer.say("还是充不进去")
        await office.until(lambda: "还是充不进去" in office.shown(thread)[-1].text)
        await office.until(lambda: mine.reactions)

        assert [r["emoji"] for rs in mine.reactions.values() for r in rs] == ["👌"]
        assert not any("您好，我是李丽，您说" in text for text in texts(office, thread))


async def test_card_is_edited_not_sent_again(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)

        cards = [m for m in office.shown(thread) if m.labels[:1] in (["接手"], ["常用语"])]

        assert len(cards) == 1
        assert "lili 在跟" in cards[0].text
        assert office.card(customer).message_id == cards[0].message_id


async def test_album_as_the_first_message_makes_one_topic(office):
    office.hire("lili")
    async with office.open():
        customer = office.botapi.user(name="王先生", language="zh-hans")
        await customer.album([SAMPLE_PNG, SAMPLE_PNG], caption="车在冒烟，着火了")
        await office.until(lambda: office.card(customer))
        thread = office.topic(customer)
        await office.until(
            lambda: [m.file.kind for m in office.shown(thread) if m.file] == ["photo", "photo"]
        )

        assert len(office.group.topics) == 1


async def test_voice_stickers_and_files_are_uploaded_as_what_they_are(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await customer.voice()
        await customer.sticker()
        await customer.document(b"%PDF-1.4 bill", name="发票.pdf")
        await office.until(lambda: len([m for m in office.shown(thread) if m.file]) == 3)

        files = [m.file for m in office.shown(thread) if m.file]

        assert [file.kind for file in files] == ["voice", "sticker", "document"]
        assert files[2].content == b"%PDF-1.4 bill"


async def test_file_too_large_for_bots_is_told_in_words(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await customer.document(size=30_000_000)
        await office.until(lambda: "超过 20 MB" in "\n".join(texts(office, thread)))


async def test_media_of_staff_reach_the_customer(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await lili.photo(SAMPLE_PNG, caption="看这个接口", group=office.group, thread=thread)
        await lili.voice(group=office.group, thread=thread)
        await lili.sticker(group=office.group, thread=thread)
        await office.until(lambda: len([m for m in office.to_customer(customer) if m.file]) == 3)

        sent = [(m.file.kind, m.text) for m in office.to_customer(customer) if m.file]

        assert sent == [("photo", "看这个接口"), ("voice", ""), ("sticker", "")]


async def test_deleted_topic_is_made_anew_with_the_whole_story(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.group.delete_topic(thread)
        await customer.say("人呢")
        await office.until(lambda: office.topic(customer) != thread)
        fresh = office.topic(customer)
        await office.until(lambda: "人呢" in "\n".join(texts(office, fresh)))

        assert list(office.group.topics) == [fresh]
        assert "电动车充不进电" in "\n".join(texts(office, fresh))
        await lili.say("在的", group=office.group, thread=fresh)
        await office.until(lambda: office.to_customer(customer)[-1].text == "在的")


async def test_rebuild_makes_the_topic_anew(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await lili.say("/rebuild", group=office.group, thread=thread)
        await office.until(lambda: office.topic(customer) != thread)

        await office.until(lambda: list(office.group.topics) == [office.topic(customer)])


async def test_group_that_becomes_a_supergroup_is_followed(office):
    lili = office.hire("lili")
    async with office.open():
        customer, _ = await claimed(office, lili)
        moved = office.group.migrate(by=lili.account)
        moved.chat.is_forum = True  # an administrator switches topics on there
        await customer.say("还在吗")

        def there():
            with office.store.read() as tx:
                found = topic_of(tx, tenant="main", conversation=f"telegram:{customer.id}")
            return found is not None and found.chat_id == moved.id and found.card_id

        await office.until(there)
        thread = office.topic(customer)
        await office.until(
            lambda: "还在吗" in "\n".join(m.text for m in moved.messages(thread=thread))
        )
        await lili.say("在", group=moved, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "在")


async def test_reply_to_a_customer_who_blocked_the_bot_is_told_as_not_delivered(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        customer.block()
        await office.until(lambda: "停用了机器人" in "\n".join(texts(office, thread)))
        mine = await lili.say("您还在吗", group=office.group, thread=thread)
        await office.until(lambda: "没送到" in "\n".join(texts(office, thread)))

        assert not mine.reactions
        (told,) = (m for m in office.shown(thread) if "没送到" in m.text)
        assert told.reply_to.message_id == mine.message_id


async def test_unknown_delivery_is_never_called_sent(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.botapi.faults.reset(method="sendMessage", chat_id=customer.id, applied=True)
        mine = await lili.say("下午三点给您回电", group=office.group, thread=thread)
        await office.until(lambda: "不确定送没送到" in "\n".join(texts(office, thread)))

        assert not mine.reactions


async def test_hand_back_closes_the_topic_and_a_new_cry_opens_it_again(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await lili.say("/handback -", group=office.group, thread=thread)
        await office.until(lambda: office.group.topics[thread].closed)
        assert office.owner(customer) == "bot"

        await customer.say("转人工")
        await office.until(lambda: not office.group.topics[thread].closed)
        await office.until(lambda: "接手" in office.card(customer).labels)

        assert list(office.group.topics) == [thread]


async def test_phone_numbers_stay_out_of_the_group(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await customer.say("打我电话 13905550123 或 139 0555 0123")
        await customer.share_contact("+8613905550123")
        await office.until(lambda: "留了电话" in "\n".join(texts(office, thread)))

        written = str(
            [call.params for call in office.botapi.calls() if call.bot_id == office.staff.id]
        )

        assert "13905550123" not in written.replace(" ", "")
        assert "139****0123" in "\n".join(texts(office, thread))


async def test_card_deleted_by_somebody_is_written_again(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        office.card(customer).deleted = True
        await lili.say("/transfer nobody", group=office.group, thread=thread)
        await lili.say("/release", group=office.group, thread=thread)
        await office.until(lambda: office.card(customer).labels == ["接手", "备注"])


async def test_customers_come_before_notices_when_the_minute_is_nearly_full(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        before = len(office.shown(thread))
        for number in range(20):
            await lili.say(f"/transfer nobody{number}", group=office.group, thread=thread)
        await customer.say("最要紧的一句")
        await office.until(lambda: "最要紧的一句" in "\n".join(texts(office, thread)))

        notices = texts(office, thread)[before:]
        assert next(n for n, text in enumerate(notices) if "最要紧的一句" in text) < 20


async def test_mirror_goes_on_where_another_process_stopped(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
    await customer.say("说了一半")
    async with office.open():
        await office.until(lambda: "说了一半" in "\n".join(texts(office, thread)))

    assert list(office.group.topics) == [thread]


@pytest.mark.parametrize("right", ["can_manage_topics"])
async def test_missing_right_is_logged_and_mended_by_granting_it(office, log, right):
    office.group.promote(office.staff.id, without=(right,))
    async with office.open():
        customer = office.botapi.user(name="王先生", language="zh-hans")
        await customer.say("转人工")
        await office.until(lambda: any(line["event"] == "staff_group_refused" for line in log))

        assert not office.group.topics


def written(office):
    calls = office.botapi.calls(chat_id=office.group.id)
    return [call for call in calls if call.method.startswith(("create", "send", "edit"))]


async def test_nothing_is_written_beyond_what_telegram_takes(store, book, tmp_path):
    async with FakeBotApi(rates=Rates()) as api:
        office = Office(api, store, book, files=tmp_path)
        async with office.open():
            customers = [api.user(name=f"客户{number}") for number in range(12)]
            for customer in customers:
                await customer.say("转人工")
            # Topics, messages and edits alike come out of the minute's twenty.
            await office.until(lambda: len(written(office)) >= MESSAGES - 1)

    assert {call.status for call in written(office)} == {200}


async def test_conversation_that_cannot_be_shown_holds_up_nobody(office, log, monkeypatch):
    monkeypatch.setattr("bot.channels.staff.mirror._REFUSED", 3600.0)
    async with office.open():
        office.botapi.faults.fail(
            400, "Bad Request: TOPIC_TITLE_INVALID", method="createForumTopic"
        )
        first = office.botapi.user(name="第一位")
        await first.say("转人工")
        await office.until(lambda: any(line["event"] == "topic_refused" for line in log))
        second = office.botapi.user(name="第二位")
        await second.say("转人工")
        await office.until(lambda: office.card(second))

    assert [topic.name for topic in office.group.topics.values()] == ["第二位"]


async def test_endless_story_still_fits_on_the_card(office):
    async with office.open():
        customer = office.botapi.user(name="话多的" * 20)
        await customer.say("电动车充不进电，" * 200)
        await customer.say("转人工")
        await office.until(lambda: office.card(customer))

        assert len(office.card(customer).text) < 4096
