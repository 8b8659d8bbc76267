"""A linear-chain conditional random field over the tokens of sentences, in NumPy and SciPy."""
