import pytest

from tests.orgs.tree import Tree, plant


@pytest.fixture
def tree(db) -> Tree:
    return plant()
