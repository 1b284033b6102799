"""What leaves the house: contents, as tables and documents, and the files of those that a worker makes."""
