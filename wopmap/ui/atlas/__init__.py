"""Parts of the page Atlas: its picture, what stands beside and below the map, and what one can take away."""
