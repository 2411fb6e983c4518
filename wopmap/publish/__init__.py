"""What leaves the house: pictures of a page's map, many at once, and the data behind one view."""
