"""Taking a ledger's file in: how its cells become records, what a preview says, commit and undo."""
