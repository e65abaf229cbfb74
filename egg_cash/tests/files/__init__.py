"""Files as banks write them."""
