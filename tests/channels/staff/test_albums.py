"""Albums of colleagues: one album at the customer's, in order, or a note that never gets there."""

from bot.store.topics import where_shown
from tests.channels.staff.test_mirror import claimed
from tests.fakes.botapi import SAMPLE_PNG

THREE = [SAMPLE_PNG, SAMPLE_PNG + b"2", SAMPLE_PNG + b"3"]


def files_of(office, customer):
    return [m for m in office.to_customer(customer) if m.file]


def albums(office, customer):
    return {m.json.get("media_group_id") for m in files_of(office, customer)}


async def send_album(office, who, customer, *, caption=None):
    """Type an album into the customer's topic and wait until all its parts were taken in."""
    async with office.post_waiting(customer):
        where = {"group": office.group, "thread": office.topic(customer)}
        mine = await who.album(THREE, caption=caption, **where)
        await office.until(lambda: len(typed(office, customer)) == len(THREE))
    return mine


def typed(office, customer):
    return [line for line in office.lines(customer) if line.files and not line.internal]


def marks(office, customer):
    """What the topic shows of the delivery of each file."""
    with office.store.read() as tx:
        chat = {"tenant": office.store.tenant, "conversation": f"telegram:{customer.id}"}
        return [
            one.mark
            for line in typed(office, customer)
            for one in where_shown(tx, **chat, seq=line.seq)
        ]


def reactions(message):
    return [r["emoji"] for rs in message.reactions.values() for r in rs]


async def test_album_reaches_the_customer_as_one_with_its_caption(office):
    lili = office.hire("lili")
    async with office.open():
        customer, _ = await claimed(office, lili)
        mine = await send_album(office, lili, customer, caption="三张都看一下")
        await office.until(lambda: marks(office, customer) == ["sent"] * 3)

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
        await office.until(lambda: marks(office, customer) == ["failed"] * 3)

        assert sum("没送到" in m.text for m in office.shown(thread)) == 1


async def test_caption_of_an_album_is_edited_and_all_of_it_taken_back(office):
    lili = office.hire("lili")
    async with office.open():
        customer, thread = await claimed(office, lili)
        mine = await send_album(office, lili, customer, caption="看这里")
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
        async with office.post_waiting(customer):
            await lili.photo(THREE[0], **where)
            await lili.photo(THREE[1], caption="//内部看", **where)
            await office.until(lambda: len(noted(office, customer)) == 2)
        await lili.say("您好", group=office.group, thread=thread)
        await office.until(lambda: office.to_customer(customer)[-1].text == "您好")

        assert files_of(office, customer) == []


def noted(office, customer):
    return [file for line in office.lines(customer) if line.kind == "note" for file in line.files]
