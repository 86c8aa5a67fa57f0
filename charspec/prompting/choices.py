"""What a test prompt can try: poses, places, framings and styles, each with the vocabulary's term for it.

The first of each list are the guide's own examples (step 6). The Chinese words are for sets whose captions
are Chinese; a term is new to such a set if none of its `signs` stands in a caption.
"""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """One thing to ask for: the vocabulary's term, and how a prompt says it in English and in Chinese.

    `signs` are the characters by which a Chinese caption says it, one of them enough.
    """

    term: str
    words: str
    chinese: str
    signs: str


POSES = (
    Choice("running", "running", "奔跑", "跑"),
    Choice("jumping", "jumping", "跳起来", "跳"),
    Choice("sitting", "sitting", "坐着", "坐"),
    Choice("dancing", "dancing", "跳舞", "舞"),
    Choice("kneeling", "kneeling", "跪着", "跪"),
    Choice("climbing", "climbing", "攀爬", "爬攀"),
    Choice("waving", "waving", "挥手", "挥"),
    Choice("lying", "lying down", "躺着", "躺"),
    Choice("walking", "walking", "行走", "走"),
    Choice("crouching", "crouching", "蹲着", "蹲"),
    Choice("reading", "reading a book", "看书", "书读"),
    Choice("stretching", "stretching", "伸懒腰", "伸"),
    Choice("swimming", "swimming", "游泳", "游"),
    Choice("sleeping", "sleeping", "睡觉", "睡"),
)

PLACES = (
    Choice("beach", "on a beach at sunset", "日落时在海滩上", "滩"),
    Choice("forest", "in a forest", "在森林里", "林"),
    Choice("library", "in a library", "在图书馆里", "馆"),
    Choice("mountain", "in the mountains", "在群山之间", "山"),
    Choice("market", "in a market", "在集市上", "市"),
    Choice("desert", "in a desert", "在沙漠里", "沙"),
    Choice("train station", "in a train station", "在火车站里", "站台车"),
    Choice("kitchen", "in a kitchen", "在厨房里", "厨"),
    Choice("rooftop", "on a rooftop at night", "夜晚在屋顶上", "顶"),
    Choice("bridge", "on a bridge", "在桥上", "桥"),
    Choice("garden", "in a garden", "在花园里", "园"),
    Choice("harbour", "in a harbour", "在港口", "港"),
    Choice("cave", "in a cave", "在山洞里", "洞"),
    Choice("castle", "in a castle courtyard", "在城堡的庭院里", "堡"),
)

FRAMINGS = (
    Choice("close-up", "close-up", "特写", "特写"),
    Choice("full-body", "full-body", "全身", "全"),
    Choice("half-body", "half-body", "半身", "半"),
)

STYLES = (
    Choice("anime", "anime style", "动漫风格", "漫"),
    Choice("watercolour", "watercolour painting", "水彩画", "彩"),
    Choice("oil painting", "oil painting", "油画", "油"),
    Choice("sketch", "pencil sketch", "铅笔素描", "素"),
    Choice("3d render", "3d render", "3D渲染", "渲"),
    Choice("pixel art", "pixel art", "像素画", "像素"),
)

ZOOM_OF = {
    "extreme close-up": "close-up",
    "portrait": "close-up",
    "cowboy shot": "half-body",
    "wide shot": "full-body",
}
"""Framings that show as much as one of the guide's three zoom levels (step 2)."""
