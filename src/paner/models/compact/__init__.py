"""The compact backbone: a small encoder, fine-tuned on the CPU in about a minute."""
