// The stage: A and B in one place, under a divider, side by side or in turns, both moved by the same zoom and pan.
const MOST = 16; // times; more shows nothing but pixels
const NEAR = 24; // px around the divider that drag it while the rest of an enlarged picture pans
const BEAT = 700; // ms between two pictures in turns: below three flashes a second (WCAG 2.3.1)

function prepareStage(state, move) {
  const viewer = one("#viewer"), stage = one("#stage"), large = one("#enlarge"), turns = one("#turns");
  const pointers = new Map();
  let drag = null, beat = 0;

  const layer = () => one(".layer.b", stage).getBoundingClientRect();
  const at = (event) => {
    const box = layer(), other = one(".layer.a", stage).getBoundingClientRect();
    const inside = state.mode === "pair" && event.clientX < other.right ? other : box;
    return [(event.clientX - inside.left) / inside.width, (event.clientY - inside.top) / inside.height];
  };

  // x and y are where the picture's corner lies, in percent of its size on the stage.
  function place(zoom, x, y) {
    const edge = 100 * (1 - zoom);
    move({ zoom, x: within(x, edge, 0), y: within(y, edge, 0) });
  }

  function zoomTo(zoom, [fx, fy] = [0.5, 0.5]) {
    const next = within(zoom, 1, MOST), grow = next / state.zoom;
    place(next, fx * 100 - (fx * 100 - state.x) * grow, fy * 100 - (fy * 100 - state.y) * grow);
  }

  function enlarge(on) {
    move({ large: on });
    viewer.classList.toggle("large", on);
    document.body.classList.toggle("enlarged", on);
    for (const part of all("header.top, main > section:not(#epochs), #epochs > .head, #epochs > .advice, .notes, .grids, footer")) {
      part.inert = on;
    }
    large.setAttribute("aria-pressed", String(on));
    stage.focus({ preventScroll: true });
  }

  function beatOn(on) {
    clearInterval(beat);
    beat = on ? setInterval(() => move({ front: state.front === "a" ? "b" : "a" }), BEAT) : 0;
    turns.setAttribute("aria-pressed", String(on));
  }

  const slideTo = (event) => {
    const box = stage.getBoundingClientRect();
    move({ split: Math.round(within(((event.clientX - box.left) / box.width) * 100, 0, 100)) });
  };
  const isOnDivider = (event) => {
    const box = stage.getBoundingClientRect();
    return Math.abs(event.clientX - box.left - (box.width * state.split) / 100) < NEAR;
  };
  const spread = () => {
    const [one, two] = [...pointers.values()];
    return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, event);
    stage.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      drag = { kind: "pinch", spread: spread(), zoom: state.zoom };
    } else if (state.mode === "slide" && (state.zoom === 1 || isOnDivider(event))) {
      drag = { kind: "slide" };
      slideTo(event);
    } else if (state.zoom > 1) {
      drag = { kind: "pan", from: [event.clientX, event.clientY], x: state.x, y: state.y };
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag || !pointers.has(event.pointerId)) return;
    pointers.set(event.pointerId, event);
    if (drag.kind === "slide") slideTo(event);
    if (drag.kind === "pan") {
      const box = layer();
      const [dx, dy] = [event.clientX - drag.from[0], event.clientY - drag.from[1]];
      place(state.zoom, drag.x + (dx / box.width) * 100, drag.y + (dy / box.height) * 100);
    }
    if (drag.kind === "pinch" && pointers.size === 2) zoomTo((drag.zoom * spread()) / drag.spread, at(event));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, (event) => { pointers.delete(event.pointerId); drag = null; });
  }
  // A plain wheel scrolls the page until one has begun to look closer.
  stage.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.metaKey || state.zoom > 1 || state.large)) return;
    event.preventDefault();
    zoomTo(state.zoom * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), at(event));
  }, { passive: false });
  stage.addEventListener("dblclick", (event) => zoomTo(state.zoom > 1 ? 1 : 3, at(event)));

  one("#zoom-in").addEventListener("click", () => zoomTo(state.zoom * 1.5));
  one("#zoom-out").addEventListener("click", () => zoomTo(state.zoom / 1.5));
  one("#zoom-off").addEventListener("click", () => zoomTo(1));
  large.addEventListener("click", () => enlarge(!state.large));
  turns.addEventListener("click", () => beatOn(!beat));

  return {
    stage,
    keys: {
      "+": () => zoomTo(state.zoom * 1.5),
      "=": () => zoomTo(state.zoom * 1.5),
      "-": () => zoomTo(state.zoom / 1.5),
      0: () => zoomTo(1),
      f: () => enlarge(!state.large),
      Escape: () => (state.large ? enlarge(false) : zoomTo(1)),
    },
    show() {
      const said = {
        split: `${state.split}%`, zoom: state.zoom, x: `${state.x}%`, y: `${state.y}%`,
      };
      for (const [name, value] of Object.entries(said)) viewer.style.setProperty(`--${name}`, value);
      Object.assign(stage.dataset, { mode: state.mode, front: state.front });
      stage.classList.toggle("close", state.zoom > 1);
      one("#split").value = String(state.split);
      one(".below .split").hidden = state.mode !== "slide";
      turns.hidden = state.mode !== "flicker";
      if (state.mode !== "flicker" && beat) beatOn(false);
      one("#zoom-off").textContent = `${Math.round(state.zoom * 100)} %`;
      for (const button of all(".modes [data-mode]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
      }
    },
  };
}
