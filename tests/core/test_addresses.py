from pathlib import Path

import pytest
import yaml

from bot.core.addresses import Address, split_address

POLICY = yaml.safe_load(
    (Path(__file__).parents[2] / "dialogues/common/policies/addresses.yaml").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("浙江省杭州市西湖区样例街道示范路 55 号", ("浙江省", "杭州市", "西湖区", "样例街道示范路 55 号")),
        ("浙江杭州市西湖区示范路55号", ("浙江省", "杭州市", "西湖区", "示范路55号")),
        ("上海市浦东新区示范镇样例村 55 号", ("上海市", "上海市", "浦东新区", "示范镇样例村 55 号")),
        ("北京朝阳区示范路 5 号", ("北京市", "北京市", "朝阳区", "示范路 5 号")),
        ("重庆市重庆市渝中区示范路", ("重庆市", "重庆市", "渝中区", "示范路")),
        ("广西南宁市青秀区示范大道", ("广西壮族自治区", "南宁市", "青秀区", "示范大道")),
        ("新疆维吾尔自治区伊犁哈萨克自治州伊宁市示范路", ("新疆维吾尔自治区", "伊犁哈萨克自治州", "伊宁市", "示范路")),
        ("河北省 石家庄市 长安区 样例路", ("河北省", "石家庄市", "长安区", "样例路")),
        ("内蒙古锡林郭勒盟正蓝旗示范街", ("内蒙古自治区", "锡林郭勒盟", "正蓝旗", "示范街")),
        ("江苏省苏州市昆山市示范路 1 号", ("江苏省", "苏州市", "昆山市", "示范路 1 号")),
        ("海南省文昌市示范小区 3 栋", ("海南省", "文昌市", "", "示范小区 3 栋")),
        ("人民路小区 5 号楼", ("", "", "", "人民路小区 5 号楼")),
        ("", ("", "", "", "")),
    ],
)  # fmt: skip
def test_address_is_parted_and_loses_nothing(text, parts):
    assert split_address(text, POLICY) == Address(*parts)
