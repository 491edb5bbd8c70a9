import re

import pytest
from django.utils.html import strip_tags

from orgs.enums import Role
from tests.jiedao.office import furnish
from tests.orgs.factories import UserFactory
from tests.orgs.tree import Tree, plant

MANUAL = "docs/使用手册.md"


@pytest.fixture
def tree(db) -> Tree:
    return plant()


@pytest.fixture
def nodes(tree):
    """Every node of a mixed office."""
    return furnish(tree)


@pytest.fixture
def unsaid(client, pytestconfig, tree):
    """Callable (title, addresses): quotes of the section that none of these pages says to a manager."""
    manual = (pytestconfig.rootpath / MANUAL).read_text()

    def unsaid(title: str, *addresses: str) -> list[str]:
        section = manual.split(f"\n## {title}\n")[1].split("\n## ")[0]
        quotes = {part for quote in re.findall("“(.+?)”", section) for part in quote.split(" › ")}
        assert len(quotes) > 3
        client.force_login(
            UserFactory(superuser=True, organizations=[tree.street], organizations__role=Role.MANAGE)
        )
        said = "".join(_said(client.get(address, follow=True)) for address in addresses)
        return sorted(quote for quote in quotes if quote not in said)

    return unsaid


def _said(answer) -> str:
    assert answer.status_code == 200, answer.request["PATH_INFO"]
    return strip_tags(answer.text) + " ".join(re.findall(r'value="([^"]*)"', answer.text))
