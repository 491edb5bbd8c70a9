"""Personal data of contacts: where it stands, how it is found for its owner, and how it is erased."""
