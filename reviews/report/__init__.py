"""What a report says, and in which words: plain data that each format draws in its own way."""
