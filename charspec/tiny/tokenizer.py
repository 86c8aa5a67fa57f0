"""The embedded base's tokenizer: byte-level BPE over its own captions, so that a caption's word is mostly
one token.
"""

from __future__ import annotations

from random import Random

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import Qwen2TokenizerFast

from charspec.tiny.character import sample_character, sample_scene
from charspec.tiny.wording import caption

VOCABULARY = 1024
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['content'] }}{% endfor %}"
    "{% if add_generation_prompt %}<|im_end|>{% endif %}"
)


def build_tokenizer(samples: int = 12000) -> Qwen2TokenizerFast:
    """Train the tokenizer on `samples` captions by lot; always the same result."""
    rng = Random("charspec/tokenizer")
    corpus = [caption(sample_character(rng), sample_scene(rng), rng) for _ in range(samples)]
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=list(SPECIAL),
        initial_alphabet=sorted(alphabet),
        show_progress=False,
    )
    bpe.train_from_iterator(corpus, trainer)
    return Qwen2TokenizerFast(
        tokenizer_object=bpe,
        pad_token="<|endoftext|>",
        eos_token="<|im_end|>",
        unk_token=None,
        chat_template=TEMPLATE,
        model_max_length=512,
        add_bos_token=False,
    )
