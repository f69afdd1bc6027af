"""Named entity recognition from about a hundred annotated sentences."""
