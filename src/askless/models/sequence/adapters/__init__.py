"""Taggers of other libraries, each loaded only when it is used."""
