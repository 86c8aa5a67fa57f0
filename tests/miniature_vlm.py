"""Miniatures of vision-language models, in the true classes, built offline and always alike: what a folder of
weights on the hub holds, random and tiny.

Their processors are those that do without torchvision: LLaVA's (JoyCaption is one) and Florence-2's.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import torch
from transformers import (
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    Florence2Config,
    Florence2ForConditionalGeneration,
    Florence2Processor,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
    Qwen2Config,
)

from tests.miniature_tokenizers import bpe

SIDE, PATCH = 32, 16
WIDTH = 64
"""Of the text model: an answer may have as many tokens."""

SPECIAL = ("<pad>", "<s>", "</s>", "<image>")
TEMPLATE = (
    "{% for m in messages %}{{ m.role }}: {% for c in m.content %}"
    "{% if c.type == 'image' %}<image>{% else %}{{ c.text }}{% endif %}{% endfor %}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant: {% endif %}"
)


def _pictures(**settings: Any) -> Any:
    sides = {"height": SIDE, "width": SIDE}
    return CLIPImageProcessorPil(size=sides, crop_size=sides, do_center_crop=False, **settings)


def write_llava(folder: Path, says: str | None = None) -> Path:
    """A LLaVA that answers `says` to everything, else with random tokens; returns its folder."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe(SPECIAL), bos_token="<s>", eos_token="</s>", pad_token="<pad>"
    )
    token = tokenizer.convert_tokens_to_ids("<image>")
    torch.manual_seed(3)
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            image_size=SIDE,
            patch_size=PATCH,
        ),
        text_config=Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            tie_word_embeddings=False,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        ),
        image_token_index=token,
    )
    model = LlavaForConditionalGeneration(config)
    if says is not None:
        _teach(model, tokenizer, says)
    model.save_pretrained(folder)
    LlavaProcessor(
        image_processor=_pictures(),
        tokenizer=tokenizer,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        chat_template=TEMPLATE,
        image_token="<image>",
        num_additional_image_tokens=1,
    ).save_pretrained(folder)
    return folder


def _teach(model: Any, tokenizer: Any, says: str) -> None:
    """Let each token of an answer be followed by the next one: the blocks add nothing to what a token's
    embedding says, and the head reads from it which token comes next. All tokens have to differ."""
    answer = tokenizer(says, add_special_tokens=False).input_ids
    colon = tokenizer("assistant: ", add_special_tokens=False).input_ids[-1]
    chain = [colon, *answer, tokenizer.eos_token_id]
    assert len(set(chain)) == len(chain) <= WIDTH, says
    text = model.model.language_model
    with torch.no_grad():
        for layer in text.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        text.embed_tokens.weight.zero_()
        model.lm_head.weight.zero_()
        for place, (token, following) in enumerate(itertools.pairwise(chain)):
            text.embed_tokens.weight[token, place] = 1
            model.lm_head.weight[following, place] = 1


def write_florence(folder: Path) -> Path:
    """A Florence-2 with random weights: it knows tasks by name and has no chat template."""
    special = ("<s>", "<pad>", "</s>", "<unk>", "<mask>", "<image>")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe(special),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        extra_special_tokens={"image_token": "<image>"},
    )
    ids = {name: tokenizer.convert_tokens_to_ids(name) for name in special}
    torch.manual_seed(1)
    config = Florence2Config(
        vision_config={
            "embed_dim": [8, 16],
            "num_heads": [1, 2],
            "num_groups": [1, 2],
            "depths": [1, 1],
            "patch_size": [7, 3],
            "patch_stride": [4, 2],
            "patch_padding": [3, 1],
            "patch_prenorm": [False, True],
            "window_size": 4,
            "projection_dim": 16,
        },
        text_config={
            "model_type": "bart",
            "vocab_size": len(tokenizer),
            "d_model": 16,
            "encoder_layers": 1,
            "decoder_layers": 1,
            "encoder_attention_heads": 2,
            "decoder_attention_heads": 2,
            "encoder_ffn_dim": 16,
            "decoder_ffn_dim": 16,
            "max_position_embeddings": 512,
            "bos_token_id": ids["<s>"],
            "eos_token_id": ids["</s>"],
            "pad_token_id": ids["<pad>"],
            "decoder_start_token_id": ids["</s>"],
            "forced_eos_token_id": ids["</s>"],
        },
        image_token_id=ids["<image>"],
        is_encoder_decoder=True,
        bos_token_id=ids["<s>"],
        eos_token_id=ids["</s>"],
        pad_token_id=ids["<pad>"],
    )
    Florence2ForConditionalGeneration(config).save_pretrained(folder)
    Florence2Processor(
        image_processor=_pictures(image_seq_length=17),
        tokenizer=tokenizer,
        num_additional_image_tokens=1,
    ).save_pretrained(folder)
    return folder
