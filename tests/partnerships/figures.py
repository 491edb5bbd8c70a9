"""Reading a figure in every way at once."""

from datetime import date

JUNE = date(2019, 6, 30)


def read(figure, node, at=JUNE):
    """The number, after making sure that table and rows say the same."""
    number = figure.number(node, at)
    assert figure.table([node], at) == {node.pk: number}
    assert figure.rows(node, at).count() == number
    return number
