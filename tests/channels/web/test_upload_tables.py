from bot.desk.views import transcript
from tests.channels.web.test_uploads import chat, upload

__all__ = ["chat"]


async def test_spreadsheet_is_read_and_kept(browser, chat, office):
    done = await upload(browser, chat, data="配件,数量\n控制器,3\n".encode(), name="退件.csv")
    assert done.status_code == 204
    sent, answer = transcript(office.desk.store, chat)
    assert (sent.kind, sent.files[0].name) == ("media", "退件.csv")
    assert answer.text == "DealerSentTable"
