"""Stream-based selective sampling: which item is worth a label, while the world drifts."""
