"""A street office to look at: what newspapers reported of a real one, filled up with records marked 示例.

`office.toml` holds the facts. `history/` holds what leads to the figures that the office reported for
2019-06-30, `present/` what has happened since, most of it counted from the day of loading. Each module
loads one noun; `loading.py` puts them in order.
"""
