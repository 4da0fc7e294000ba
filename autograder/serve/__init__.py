"""The page on which students hand in and read what came of it."""
