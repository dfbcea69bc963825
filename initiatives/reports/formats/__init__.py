"""What documents are made of."""

ATTACHED = "attached"  # folder in which the process that makes a PDF finds files that go with it
