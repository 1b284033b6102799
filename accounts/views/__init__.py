"""Pages of people: signing in, the tokens that act for them."""
