"""Public pages, one file a noun; `events/urls.py` names the files."""
