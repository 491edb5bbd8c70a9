"""今日待办: what the staff side's start page says.

One file for each kind of record says what waits of it (`KINDS`); board.py prints it for a user, places.py
counts it by organisation, changes.py tells what changed last.
"""
