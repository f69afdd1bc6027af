"""Training data and settings for other trainers."""
