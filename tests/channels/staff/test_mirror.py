"""The topic of a conversation, from the customer's cry for a person to the hand-back."""



async def wanting_person(office, name="王先生"):
    customer = office.botapi.user(name=name, language="zh-hans")
    await customer.say("电动车充不进电")
    await customer.received(1)
    await customer.say("转人工")
    await office.until(lambda: office.card(customer))
    return customer


async def test_card_is_pinned_in_a_topic_of_its_own(office):
    office.hire("lili")
    async with office.open():
        customer = await wanting_person(office)

        card = office.card(customer)
        topics = office.group.topics

        assert [topic.name.split(" · ")[0] for topic in topics.values()] == ["王先生"]
        assert card.labels == ["接手", "备注"]
        assert "等人接" in card.text


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
        texts = [message.text for message in office.shown(thread)]
        assert not any("您好，我是李丽" in text for text in texts)
