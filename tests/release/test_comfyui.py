"""The workflows: every base that ComfyUI runs has one, and its two forms say the same."""

from __future__ import annotations

import pytest

from charspec.release.comfyui import Graph, Shot, workflow
from charspec.release.comfyui.nodes import NODES
from charspec.settings import base_names, load_base

RUN_BY_COMFYUI = [name for name in base_names() if load_base(name).comfyui is not None]


def shot_of(base: str) -> Shot:
    facts = load_base(base)
    assert facts.comfyui is not None
    return Shot(
        prompt="Kaia, a fox",
        seed=7,
        width=1024,
        height=768,
        steps=facts.sample_steps,
        guidance_scale=facts.guidance_scale,
        embedded=facts.trained_guidance is not None,
        model=facts.comfyui.model,
        files=facts.comfyui,
        lora="kaia-comfyui.safetensors",
        name="kaia-baseline",
    )


def graph_of(base: str) -> Graph:
    graph = workflow(load_base(base).architecture, shot_of(base))
    assert graph is not None
    return graph


def test_every_published_base_has_a_workflow() -> None:
    assert set(base_names()) - set(RUN_BY_COMFYUI) == {"tiny"}


@pytest.mark.parametrize("base", RUN_BY_COMFYUI)
def test_the_prompt_goes_through_base_and_lora_to_a_saved_picture(base: str) -> None:
    api = graph_of(base).api()
    by_class = {node["class_type"]: number for number, node in api.items()}
    reached, waiting = set(), [by_class["SaveImage"]]
    while waiting:
        number = waiting.pop()
        reached.add(number)
        waiting += [value[0] for value in api[number]["inputs"].values() if isinstance(value, list)]
    assert reached == set(api), "no node stands idle"
    lora = api[by_class["LoraLoaderModelOnly"]]["inputs"]
    assert lora["model"] == [by_class["UNETLoader"], 0]
    assert (lora["lora_name"], lora["strength_model"]) == ("kaia-comfyui.safetensors", 1.0)


@pytest.mark.parametrize("base", RUN_BY_COMFYUI)
def test_the_page_and_the_api_are_told_the_same(base: str) -> None:
    graph = graph_of(base)
    api, page = graph.api(), graph.ui()
    links = {link[0]: link for link in page["links"]}
    assert len(links) == len(page["links"]) == page["last_link_id"]
    assert {str(node["id"]): node["type"] for node in page["nodes"]} == {
        number: node["class_type"] for number, node in api.items()
    }
    for node in page["nodes"]:
        inputs = api[str(node["id"])]["inputs"]
        for place, wired in enumerate(node["inputs"]):
            _, origin, slot, target, target_slot, kind = links[wired["link"]]
            assert inputs[wired["name"]] == [str(origin), slot]
            assert (target, target_slot, kind) == (node["id"], place, wired["type"])
        typed = [value for value in node["widgets_values"] if value != "fixed"]
        assert typed == [inputs[name] for name in NODES[node["type"]].widgets]
        for slot, given in enumerate(node["outputs"]):
            assert all(links[number][1:3] == [node["id"], slot] for number in given["links"])
    places = [tuple(node["pos"]) for node in page["nodes"]]
    assert len(set(places)) == len(places), "no node hides another"


def test_guidance_is_turned_into_comfyuis() -> None:
    assert (
        sampler("z-image", "KSampler")["cfg"] == 5.0
    )  # diffusers adds 4 × the difference to the prompt's own
    assert sampler("z-image-turbo", "KSampler")["cfg"] == 1.0
    assert sampler("qwen-image-2512", "KSampler")["cfg"] == 4.0
    assert sampler("flux2-klein-4b", "CFGGuider")["cfg"] == 4.0
    assert sampler("flux2-dev", "CFGGuider")["cfg"] == 1.0
    assert sampler("flux2-dev", "FluxGuidance")["guidance"] == 4.0


def sampler(base: str, node_type: str) -> dict[str, object]:
    found = [node["inputs"] for node in graph_of(base).api().values() if node["class_type"] == node_type]
    assert len(found) == 1
    inputs: dict[str, object] = found[0]
    return inputs


def test_a_graph_that_comfyui_would_refuse_cannot_be_written() -> None:
    graph = Graph("x")
    vae = graph.add("VAELoader", vae_name="ae.safetensors")
    with pytest.raises(TypeError, match="takes"):
        graph.add("VAEDecode", vae=vae)
    with pytest.raises(TypeError, match="is a LATENT"):
        graph.add("VAEDecode", vae=vae, samples=vae)
    with pytest.raises(KeyError):
        graph.add("NoSuchNode")


def test_an_architecture_without_nodes_has_no_workflow() -> None:
    assert workflow("another-one", shot_of("flux2-dev")) is None
