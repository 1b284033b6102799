"""What changes people and teams, with permission and audit in one place."""
