"""Tokenizers of the published kinds: byte-level BPE trained on a few sentences, with their special tokens and
chat templates, so that the pipelines' own code counts and cuts as it does on the real ones."""

from __future__ import annotations

from functools import cache
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2TokenizerFast

WORDS = (
    "system\nDescribe the image by detailing the color, shape, size, texture, quantity, text, spatial",
    " relationships of the objects and background:\nuser\nassistant\nthink",
    "You are an AI that reasons about image descriptions. You give structured responses focusing on",
    " object relationships, object attribution and actions without speculation.",
    "Vendalixia, a young woman with silver hair and a red scarf, standing, running, on a beach at sunset",
)
"""Whole words of the templates: Qwen-Image drops exactly 34 tokens of its own, and must find them."""

SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_SPECIAL = (
    *("<|endoftext|>", "<|im_start|>", "<|im_end|>"),
    *("<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"),
    *("<think>", "</think>"),
)
MISTRAL_SPECIAL = (
    *("<unk>", "<s>", "</s>", "<pad>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
    *("[IMG]", "[IMG_BREAK]", "[IMG_END]"),
)
QWEN_TEMPLATE = (
    "{%- for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{%- if add_generation_prompt %}<|im_start|>assistant\n"
    "{%- if enable_thinking is defined and not enable_thinking %}{{ '\n<think>\n\n</think>\n\n' }}"
    "{%- else %}{{ '\n' }}{%- endif %}{%- endif %}"
)
MISTRAL_TEMPLATE = (
    "{{- bos_token }}{%- for m in messages %}{%- set text = m.content | map(attribute='text') | join('') %}"
    "{%- if m.role == 'system' %}[SYSTEM_PROMPT]{{ text }}[/SYSTEM_PROMPT]"
    "{%- else %}[INST]{{ text }}[/INST]{%- endif %}{%- endfor %}"
)


def bpe(special: tuple[str, ...]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(SPLIT), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=700, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(WORDS * 20, trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    return tokenizer


@cache
def qwen_tokenizer() -> Any:
    return Qwen2TokenizerFast(
        tokenizer_object=bpe(QWEN_SPECIAL),
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        unk_token="<|endoftext|>",
        model_max_length=4096,
        chat_template=QWEN_TEMPLATE,
        additional_special_tokens=list(QWEN_SPECIAL[1:8]),
    )


@cache
def mistral_tokenizer() -> Any:
    """The words' half of the processor that FLUX.2 dev is published with; the pictures' half needs
    torchvision, and no prompt passes through it."""
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe(MISTRAL_SPECIAL),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        padding_side="left",
        additional_special_tokens=list(MISTRAL_SPECIAL[4:]),
        model_max_length=4096,
        chat_template=MISTRAL_TEMPLATE,
    )
