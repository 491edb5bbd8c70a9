"""Acts with side effects, one verb a function; `orgs/moves.py` locks, checks and tells."""
