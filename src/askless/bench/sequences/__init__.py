"""Simulations on sentences, whose answers are tags or spans and cost what is read and corrected."""
