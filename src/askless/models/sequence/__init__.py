"""Models over a pool of sentences, whose answers are a tag for each token or spans of the text."""
