"""A vendor that anyone can run: invented hosts with the field's difficulties, over HTTP, and the truth about them."""
