"""What staff do in the group beside talking: notes, edits, deletions, buttons; and who may not."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from bot.core.codes import shown
from bot.core.markup import plain
from bot.desk import views
from bot.desk.accounts import close_account, link_code
from bot.desk.staff import add_staff
from bot.desk.takeover import say
from bot.desk.tasks import move_task, tasks_in
from bot.store.tasks import open_task
from tests.channels.staff.office import now
from tests.channels.staff.test_mirror import claimed, texts, wanting_person


def inside(office, customer):
    lines = views.transcript(office.store, f"telegram:{customer.id}", for_staff=True)
    return [(line.kind, line.text) for line in lines if line.internal]


@asynccontextmanager
async def two_greeted(office):
    """Lili has a conversation, Zhang none, and both have been greeted in private."""
    lili, zhang = office.hire("lili"), office.hire("zhang")
    for one in (lili, zhang):
        await one.start()
    async with office.open():
        customer, thread = await claimed(office, lili)
        await zhang.received(1)
        yield lili, zhang, customer, thread


def shown_with(office, thread, words):
    return next(m for m in office.shown(thread) if words in m.text)


def offering(office, thread, label):
    return next(m for m in office.shown(thread) if label in m.labels)


def hints(office, thread):
    return [m for m in office.shown(thread) if "没有发给客户" in m.text]


async def test_note_never_reaches_the_customer(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await lili.say("//客户很急", group=office.group, thread=thread)
        await office.until(lambda: ("note", "客户很急") in inside(office, customer))

        assert "客户很急" not in str([m.text for m in office.to_customer(customer)])


async def test_note_button_asks_and_the_reply_to_it_is_the_note(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await office.press(lili, "备注", office.card(customer))
        await office.until(lambda: shown_with(office, thread, "写备注"))
        prompt = shown_with(office, thread, "写备注")
        await lili.say("要带绝缘手套", group=office.group, thread=thread, reply_to=prompt)
        await office.until(lambda: ("note", "要带绝缘手套") in inside(office, customer))

        assert "绝缘手套" not in str([m.text for m in office.to_customer(customer)])


async def test_words_of_others_are_kept_back_with_one_hint_and_a_claim_button(office):
    lili, wang = office.hire("lili"), office.hire("wang")
    async with office.open():
        customer = await wanting_person(office)
        thread = office.topic(customer)
        await wang.say("我来看看", group=office.group, thread=thread)
        await office.until(lambda: hints(office, thread))
        again = await wang.say("喂", group=office.group, thread=thread)
        await office.until(lambda: again.reactions)
        (hint,) = hints(office, thread)
        await office.press(wang, "接手", hint)

        await office.until(lambda: hint.deleted)
        assert office.owner(customer) == f"staff:{office.member('wang').id}"
        assert "我来看看" not in str([m.text for m in office.to_customer(customer)])
        assert lili


async def test_race_of_two_claims_has_one_winner(office):
    lili, wang = office.hire("lili"), office.hire("wang")
    async with office.open():
        customer = await wanting_person(office)
        card = office.card(customer)
        first, second = (
            await lili.press("接手", message=card),
            await wang.press("接手", message=card),
        )
        await office.until(lambda: first.answer and second.answer)

        refused = [query.answer for query in (first, second) if query.answer["show_alert"]]

        assert len(refused) == 1
        assert "已经接手了" in refused[0]["text"]


async def test_edited_reply_is_edited_at_the_customers(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        mine = await lili.say("明天到", group=office.group, thread=thread)
        await office.until(lambda: mine.reactions)
        await lili.edit(mine.message_id, "后天到", group=office.group)
        await office.until(lambda: office.to_customer(customer)[-1].text == "后天到")


async def test_reply_taken_back_is_deleted_at_the_customers(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        mine = await lili.say("发错人了", group=office.group, thread=thread)
        await office.until(lambda: mine.reactions)
        await lili.say("/delete", group=office.group, thread=thread, reply_to=mine)
        await office.until(lambda: office.botapi.sent(customer.id)[-1].deleted)


async def test_canned_reply_is_shown_before_it_is_sent(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await office.press(lili, "常用语", office.card(customer))
        await office.until(lambda: offering(office, thread, "打招呼"))
        await office.press(lili, "打招呼", offering(office, thread, "打招呼"))
        await office.until(lambda: offering(office, thread, "发出去"))
        preview = offering(office, thread, "发出去")
        await office.press(lili, "发出去", preview)
        words = preview.text.partition("\n\n")[2]
        await office.until(lambda: office.to_customer(customer)[-1].text == words)


async def test_stranger_in_the_group_is_told_once_and_logged(office, log):
    office.hire("lili")
    stranger = office.botapi.user(name="路人").with_bot(office.staff)
    office.group.chat.members[stranger.id] = {"status": "member"}
    async with office.open():
        customer = await wanting_person(office)
        thread = office.topic(customer)
        await stranger.say("我能看看吗", group=office.group, thread=thread)
        await stranger.say("喂", group=office.group, thread=thread)
        await office.until(lambda: "没有绑定" in "\n".join(texts(office, thread)))
        query = await stranger.press("接手", message=office.card(customer))
        await office.until(lambda: query.answer is not None)

        assert query.answer["show_alert"]
        assert "我能看看吗" not in str([m.text for m in office.to_customer(customer)])
        assert office.owner(customer) == "queue"
        assert sum("没有绑定" in text for text in texts(office, thread)) == 1
        assert {line["user"] for line in log if line["event"] == "stranger_at_staff_bot"} == {
            stranger.id
        }


async def test_stranger_in_private_is_sent_away_and_linked_by_a_code(office):
    add_staff(
        office.store,
        login="lili",
        name="李丽",
        roles=("agent",),
        password="long enough 1",
        now=now(),
    )
    user = office.botapi.user(name="李丽", language="zh-hans").with_bot(office.staff)
    async with office.open():
        await user.say("你好")
        (refusal,) = await user.received(1)
        await user.say("ABCD-EFGH")
        (wrong,) = await user.received(1)
        await user.say(shown(link_code(office.store, "lili", now=now())))
        (welcome,) = await user.received(1)
        await user.say("排队")
        (queue,) = await user.received(1)

    assert "只给公司同事用" in refusal.text
    assert "用不了" in wrong.text
    assert "李丽，绑定好了" in welcome.text
    assert queue.text == "现在没有人在等。"


async def test_queue_and_card_can_be_worked_in_private(office):
    lili = office.hire("lili")
    async with office.open():
        customer = await wanting_person(office)
        await lili.say("排队")
        (queue,) = await lili.received(1)
        await lili.press(queue.labels[0], message=queue)
        (card,) = await lili.received(1)
        await lili.press("接手", message=card)
        (done,) = await lili.received(1)

        assert "王先生" in queue.text
        assert "等人接" in card.text
        assert plain(done.text).startswith("接手了")
        assert office.owner(customer) == f"staff:{office.member('lili').id}"


async def test_bot_put_into_a_strangers_group_leaves(office):
    office.hire("lili")
    stranger = office.botapi.user(name="路人")
    async with office.open():
        other = office.botapi.group(title="别的群", members=[stranger])
        other.add(office.staff, by=stranger.account)
        await office.until(lambda: other.chat.status(office.staff.id) == "left")


async def test_bot_put_into_a_colleagues_group_tells_its_number(office):
    lili = office.hire("lili")
    async with office.open():
        other = office.botapi.group(title="新群", members=[lili])
        other.add(office.staff, by=lili.account)
        await office.until(lambda: any(str(other.id) in m.text for m in other.messages()))


async def test_promise_becomes_a_task_its_owner_is_told_of_and_settles(office):
    lili = office.hire("lili")
    await lili.start()
    async with office.open():
        _, thread = await claimed(office, lili)
        await lili.received(1)
        await lili.say("明天上午给您回电", group=office.group, thread=thread)
        (told,) = await lili.received(1)
        await lili.press(told.labels[0], message=told)
        (done,) = await lili.received(1)

    assert "明天上午给您回电" in told.text
    assert done.text.startswith("办完了")


async def test_task_given_to_a_colleague_is_told_them_in_private_with_its_buttons(office):
    async with two_greeted(office) as (lili, zhang, customer, _):
        chat, earlier = f"telegram:{customer.id}", now() - timedelta(hours=1)
        say(office.desk, office.member("lili"), chat, "明天上午给您回电", at=earlier)
        (task,) = tasks_in(office.store, chat)
        with office.store.write() as tx:
            another = replace(task, id="another", title="寄说明书", opened_at=now())
            open_task(tx, tenant=office.store.tenant, task=another)
        while "寄说明书" not in str([told.text for told in await lili.received(1)]):
            pass
        zhangs = office.member("zhang").id
        move_task(office.desk, office.member("lili"), task.id, to=zhangs, at=now())
        (told,) = await zhang.received(1)

    assert told.text.startswith("转给您的任务 1 件")
    assert "明天上午给您回电" in told.text
    assert told.labels[-1] == "1 更多"


async def test_who_left_the_company_is_refused_politely_at_an_old_button(office, log):
    lili = office.hire("lili")
    async with office.open():
        customer = await wanting_person(office)
        await lili.say("排队")
        (queue,) = await lili.received(1)
        close_account(office.store, "lili")
        query = await lili.press(queue.labels[0], message=queue)
        await office.until(lambda: query.answer is not None)

        assert query.answer["show_alert"]
        assert "只给公司同事用" in query.answer["text"]
        assert office.owner(customer) == "queue"
        assert "stranger_at_staff_bot" in {line["event"] for line in log}


async def test_conversation_given_to_a_colleague_is_told_them_in_private(office):
    async with two_greeted(office) as (lili, zhang, customer, thread):
        await lili.say("/transfer zhang", group=office.group, thread=thread)
        (told,) = await zhang.received(1)
        await customer.say("那我再等等")
        await office.until(lambda: "那我再等等" in str([m.text for m in office.shown(thread)]))

    assert told.text.startswith("同事转给您 1 位")
    assert "王先生" in told.labels[0]
    assert "同事转给您" not in str([one.text for one in office.botapi.sent(lili.id)])
