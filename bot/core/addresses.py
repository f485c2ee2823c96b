"""An address in its parts, as carriers import them: 省, 市, 区县, the rest (R11)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_LONGEST = 11
"""Characters of the name of a city or district."""


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address; a part that cannot be told stays empty, and its words in `street`."""

    province: str
    city: str
    district: str
    street: str


def split_address(text: str, policy: Mapping[str, Any]) -> Address:
    """Part an address by the words of `policies/addresses.yaml`."""
    left = re.sub(r"\s+", " ", text).strip()
    province, left = _province(left, policy)
    if province and province.removesuffix(policy["city_endings"][-1]) in policy["municipalities"]:
        city, left = province, left.removeprefix(province)
    else:
        city, left = _named(left, policy["city_endings"], but=policy["not_in_a_district"])
    district, left = _named(left, policy["district_endings"], but=policy["not_in_a_district"])
    return Address(province, city, district, left.strip(" ,，"))


def _province(text: str, policy: Mapping[str, Any]) -> tuple[str, str]:
    whole = {
        **{name: name + policy["city_endings"][-1] for name in policy["municipalities"]},
        **policy["regions"],
        **{name: name + policy["province_ending"] for name in policy["provinces"]},
    }
    for short, name in whole.items():
        for written in (name, short):
            if text.startswith(written):
                return name, text.removeprefix(written).lstrip(" ,，")
    return "", text


def _named(text: str, endings: Iterable[str], *, but: str) -> tuple[str, str]:
    """Return the name at the beginning that has one of the endings, and what is behind it."""
    ends = "|".join(map(re.escape, endings))
    found = re.match(rf"([^{re.escape(but)}\d\s]{{1,{_LONGEST}}}?(?:{ends}))", text)
    return (found[1], text[found.end() :].lstrip(" ,，")) if found else ("", text)
