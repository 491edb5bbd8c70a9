"""Rows asked for in no order come in a different one each time.

A database may return them in any order; that a test sees them by key is luck, which would run out in
production, and on PostgreSQL sooner than on SQLite.
"""

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


def shuffle_unordered_queries() -> None:
    order_by_pairs = SQLCompiler._order_by_pairs
    get_combinator_sql = SQLCompiler.get_combinator_sql

    def shuffled_pairs(self):
        pairs = list(order_by_pairs(self))
        if not pairs and _can_be_shuffled(self.query):
            pairs.append((OrderBy(Random()), False))
        return iter(pairs)

    def combine(self, combinator, all):
        for part in self.query.combined_queries:
            part.is_part_of_union = True
        return get_combinator_sql(self, combinator, all)

    SQLCompiler._order_by_pairs = shuffled_pairs
    SQLCompiler.get_combinator_sql = combine


def _can_be_shuffled(query) -> bool:
    """Whether an ORDER BY changes nothing but the order, and is allowed where this query stands."""
    if query.distinct or query.combinator or getattr(query, "is_part_of_union", False):
        return False
    return query.is_sliced or not query.subquery
