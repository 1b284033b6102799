"""The geometry of the pictures: numbers in, coordinates out. Knows no Django and no markup."""
