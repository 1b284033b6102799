"""What files of answers would change: read against the workloads, reviews and lenses that are there."""
