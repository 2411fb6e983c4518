"""The page Scaling up: loaders, controls and its four parts."""
