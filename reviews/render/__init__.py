"""Results written down: one module a format."""
