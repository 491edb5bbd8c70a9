import pytest

from tests.jiedao.office import furnish
from tests.orgs.tree import Tree, plant


@pytest.fixture
def tree(db) -> Tree:
    return plant()


@pytest.fixture
def nodes(tree):
    """Every node of a mixed office."""
    return furnish(tree)
