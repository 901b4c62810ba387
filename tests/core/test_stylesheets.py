import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from qazvolunteer.core import stylesheets

COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")


def parts() -> list[Path]:
    return list(chain.from_iterable(map(stylesheets.parts, stylesheets.BUNDLES)))


@pytest.mark.parametrize("bundle", stylesheets.BUNDLES)
def test_the_parts_are_joined_with_the_layers_first(bundle: str) -> None:
    found = finders.find(bundle)
    assert isinstance(found, str)
    joined = Path(found).read_text(encoding="utf-8")
    assert "@layer reset, tokens, base" in joined.splitlines()[1]
    for part in stylesheets.parts(bundle):
        assert part.read_text(encoding="utf-8") in joined


def test_every_rule_stands_in_a_layer() -> None:
    for part in parts():
        text = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
        depth, outside = 0, ""
        for character in text:
            depth += {"{": 1, "}": -1}.get(character, 0)
            if depth == 0 and character not in "{}":
                outside += character
        heads = [head.strip() for head in re.split(r"[;\n]", outside) if head.strip()]
        assert all(head.startswith(("@layer", "@font-face")) for head in heads), (part.name, heads)
        assert depth == 0, part.name


def test_pictures_of_the_style_sheet_exist() -> None:
    for part in parts():
        for address in re.findall(r'url\("?(\.\./[^")]+)', part.read_text(encoding="utf-8")):
            assert (Path(settings.BASE_DIR) / "static" / address.removeprefix("../")).exists(), address


def test_the_style_sheet_stays_light() -> None:
    import gzip

    joined = b"".join(part.read_bytes() for part in stylesheets.parts("css/site.css"))
    assert len(gzip.compress(joined)) < 32_000
