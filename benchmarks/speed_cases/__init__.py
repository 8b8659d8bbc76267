"""What `benchmarks/speed.py` measures: a pool, plain floors, askless, and its peers."""
