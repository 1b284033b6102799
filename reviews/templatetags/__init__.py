"""What templates of the work can load."""
