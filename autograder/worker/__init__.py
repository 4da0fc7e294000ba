"""A worker: judges notebooks, one after the other, each in processes of its own."""
