"""Acts with side effects on what hangs on the tree, one verb a function."""
