"""The page of a country: what it loads, its controls, its parts."""
