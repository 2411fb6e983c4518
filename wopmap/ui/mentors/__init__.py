"""The page of mentors: its loaders, its controls and its parts."""
