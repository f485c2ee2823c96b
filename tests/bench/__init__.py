"""What a turn costs: `scripts/bench_turn.py` prints it."""
