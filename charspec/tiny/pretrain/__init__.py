"""How the embedded base was made: autoencoder, tokenizer, text encoder and denoiser, trained on drawings
alone.
"""
