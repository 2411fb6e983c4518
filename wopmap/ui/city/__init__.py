"""The page of a city: what it reads, its controls, its parts."""
