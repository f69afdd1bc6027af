"""What annotated text is: sentences, words, entities, and the files they come from."""
