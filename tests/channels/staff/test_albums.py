"""Albums of colleagues: one album at the customer's, in order, or a note that never gets there."""

from bot.desk import views
from tests.channels.staff.test_mirror import claimed
from tests.fakes.botapi import SAMPLE_PNG

THREE = [SAMPLE_PNG, SAMPLE_PNG + b"2", SAMPLE_PNG + b"3"]


def files_of(office, customer):
    return [m for m in office.to_customer(customer) if m.file]


def albums(office, customer):
    return {m.json.get("media_group_id") for m in files_of(office, customer)}


def reactions(message):
    return [r["emoji"] for rs in message.reactions.values() for r in rs]


async def test_album_reaches_the_customer_as_one_with_its_caption(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        mine = await lili.album(THREE, caption="三张都看一下", group=office.group, thread=thread)
        await office.until(lambda: mine[0].reactions)

        sent = [(m.file.content, m.text) for m in files_of(office, customer)]

        assert sent == [(THREE[0], "三张都看一下"), (THREE[1], ""), (THREE[2], "")]
        assert len(albums(office, customer)) == 1
        assert [reactions(m) for m in mine] == [["👌"], [], []]


async def test_album_refused_by_telegram_is_said_once_for_the_whole(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        customer.block()
        await lili.album(THREE, group=office.group, thread=thread)
        await office.until(lambda: [m for m in office.shown(thread) if "没送到" in m.text])

        lines = views.transcript(office.store, f"telegram:{customer.id}", for_staff=True)
        states = [line.delivery for line in lines if line.files]

        assert states == ["failed"] * 3
        assert sum("没送到" in m.text for m in office.shown(thread)) == 1


async def test_caption_of_an_album_is_edited_and_all_of_it_taken_back(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        mine = await lili.album(THREE, caption="看这里", group=office.group, thread=thread)
        await office.until(lambda: mine[0].reactions)
        await lili.edit(mine[0].message_id, "看红圈", group=office.group)
        await office.until(lambda: files_of(office, customer)[0].text == "看红圈")
        await lili.say("/delete", group=office.group, thread=thread, reply_to=mine[1])

        await office.until(lambda: files_of(office, customer) == [])


async def test_album_that_is_a_note_stays_inside_whole(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        await lili.album(THREE, caption="// 仓库拍的，别发", group=office.group, thread=thread)
        await office.until(lambda: len(noted(office, customer)) == 3)
        await lili.say("您好", group=office.group, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "您好")

        assert files_of(office, customer) == []


async def test_album_whose_later_part_says_it_is_a_note_is_kept_back_in_time(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        where = {"group": office.group, "thread": thread, "media_group_id": "one"}
        await lili.photo(THREE[0], **where)
        await lili.photo(THREE[1], caption="//内部看", **where)
        await office.until(lambda: len(noted(office, customer)) == 2)
        await lili.say("您好", group=office.group, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "您好")

        assert files_of(office, customer) == []


def noted(office, customer):
    lines = views.transcript(office.store, f"telegram:{customer.id}", for_staff=True)
    return [file for line in lines if line.kind == "note" for file in line.files]
