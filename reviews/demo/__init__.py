"""The demo portfolio: reads it from its fixture and makes it through the same actions as real use."""
