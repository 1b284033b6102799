"""What people type on pages, parsed; the actions say what is wrong with it."""
