"""The neutral description of a picture, and the scenes of the pages."""
