"""Long runs under load and faults: `make soak` prints one table of what was promised and what came."""
