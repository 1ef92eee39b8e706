"""Filled forms in every layout and by every maker that can be driven, with what was typed into them."""
