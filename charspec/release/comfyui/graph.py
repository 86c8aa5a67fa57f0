"""A graph of ComfyUI's nodes and its two forms: the workflow that its page opens, and the prompt that its
API runs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from charspec.release.comfyui.nodes import NODES, Kind

COLUMN, ROW, WIDTH = 360, 60, 320
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "charspec:comfyui")


@dataclass(frozen=True)
class Socket:
    """An output of a node."""

    node: int
    slot: int
    type: str


@dataclass
class _Node:
    number: int
    kind: Kind
    type: str
    title: str
    links: dict[str, Socket]
    values: dict[str, Any]
    column: int


@dataclass
class Graph:
    """Nodes in the order they were added, each after those it takes from."""

    name: str
    _nodes: list[_Node] = field(default_factory=list)

    def add(self, node_type: str, title: str = "", /, **inputs: Any) -> Socket:
        """Add a node with all its inputs by name, sockets and values alike; returns its first output.

        Raises KeyError or TypeError where they are not the node's: a workflow that ComfyUI would refuse is
        never written.
        """
        kind = NODES[node_type]
        links = {name: value for name, value in inputs.items() if isinstance(value, Socket)}
        values = {name: value for name, value in inputs.items() if not isinstance(value, Socket)}
        if set(links) != set(kind.sockets) or set(values) != set(kind.widgets):
            raise TypeError(f"{node_type} takes {[*kind.sockets, *kind.widgets]}, not {list(inputs)}")
        for name, socket in links.items():
            if socket.type != kind.sockets[name]:
                raise TypeError(f"{node_type}.{name} is a {kind.sockets[name]}, not a {socket.type}")
        before = [self._nodes[socket.node - 1].column for socket in links.values()]
        node = _Node(len(self._nodes) + 1, kind, node_type, title, links, values, max(before, default=-1) + 1)
        self._nodes.append(node)
        return Socket(node.number, 0, kind.outputs[0]) if kind.outputs else Socket(node.number, -1, "")

    def api(self) -> dict[str, Any]:
        """The form that ComfyUI's `/prompt` takes: number → class and inputs."""
        return {
            str(node.number): {
                "class_type": node.type,
                "inputs": {
                    **node.values,
                    **{name: [str(link.node), link.slot] for name, link in node.links.items()},
                },
                "_meta": {"title": node.title or node.type},
            }
            for node in self._nodes
        }

    def ui(self) -> dict[str, Any]:
        """The form that ComfyUI's page saves and opens, laid out in columns from left to right."""
        links = [
            [number, socket.node, socket.slot, node.number, place, socket.type]
            for number, (node, place, socket) in enumerate(self._wires(), start=1)
        ]
        heights: dict[int, int] = {}
        nodes = []
        for node in self._nodes:
            top = heights.get(node.column, 0)
            size = [WIDTH, _height(node)]
            heights[node.column] = top + size[1] + ROW
            nodes.append(_drawn(node, [node.column * COLUMN, top], size, links))
        return {
            "id": str(uuid.uuid5(_NAMESPACE, repr(self.api()))),
            "revision": 0,
            "last_node_id": len(nodes),
            "last_link_id": len(links),
            "nodes": nodes,
            "links": links,
            "groups": [],
            "config": {},
            "extra": {"title": self.name},
            "version": 0.4,
        }

    def _wires(self) -> list[tuple[_Node, int, Socket]]:
        return [
            (node, place, node.links[name])
            for node in self._nodes
            for place, name in enumerate(node.kind.sockets)
        ]


def _drawn(node: _Node, position: list[int], size: list[int], links: list[list[Any]]) -> dict[str, Any]:
    into = {link[4]: link[0] for link in links if link[3] == node.number}
    outof = {
        slot: [link[0] for link in links if (link[1], link[2]) == (node.number, slot)]
        for slot in range(len(node.kind.outputs))
    }
    drawn: dict[str, Any] = {
        "id": node.number,
        "type": node.type,
        "pos": position,
        "size": size,
        "flags": {},
        "order": node.number - 1,
        "mode": 0,
        "inputs": [
            {"name": name, "type": wired, "link": into[place]}
            for place, (name, wired) in enumerate(node.kind.sockets.items())
        ],
        "outputs": [
            {"name": given, "type": given, "links": outof[slot]}
            for slot, given in enumerate(node.kind.outputs)
        ],
        "properties": {"Node name for S&R": node.type},
        "widgets_values": _widget_values(node),
    }
    return {**drawn, "title": node.title} if node.title else drawn


def _widget_values(node: _Node) -> list[Any]:
    """The values in the order of the node's widgets; beside a seed stands what happens to it afterwards."""
    values: list[Any] = []
    for name in node.kind.widgets:
        values.append(node.values[name])
        if name in ("seed", "noise_seed"):
            values.append("fixed")
    return values


def _height(node: _Node) -> int:
    text = 120 if "text" in node.kind.widgets else 0
    return 46 + 24 * (len(node.kind.widgets) + max(len(node.kind.sockets), len(node.kind.outputs))) + text
