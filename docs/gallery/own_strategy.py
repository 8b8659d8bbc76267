"""A score of your own: one function whose parameter names say what it needs."""
