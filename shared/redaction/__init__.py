"""Takes secrets out of texts and answers, in whatever form a server may have written them."""
