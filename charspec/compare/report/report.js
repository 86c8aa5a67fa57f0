(() => {
  "use strict";
  const SMALL = 256; // px; below this a picture on the stage is enlarged so much that smoothing would blur it
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // What is remembered is a comfort: a browser that forbids storage for local files still shows the page.
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* nothing is lost */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  root.classList.add("js");
  const theme = recall("charspec-theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  document.addEventListener("DOMContentLoaded", () => {
    prepareTheme();
    prepareCurve();
    if (root.dataset.status === "training") prepareReload();
    if (root.dataset.comparable === "yes") prepareViewer();
  });

  function prepareTheme() {
    one("#theme").addEventListener("click", () => {
      const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : systemDark;
      root.dataset.theme = dark ? "light" : "dark";
      remember("charspec-theme", root.dataset.theme);
    });
  }

  function prepareCurve() {
    const readout = one("#readout");
    for (const point of all(".curve .point")) {
      point.addEventListener("pointerenter", () => { readout.textContent = point.dataset.readout; });
    }
  }

  // The report is written again after each epoch; the choice of epochs lives in the address and survives the reload.
  function prepareReload() {
    const box = one("#live");
    box.closest("label").hidden = false;
    box.checked = recall("charspec-live") === "yes";
    box.addEventListener("change", () => remember("charspec-live", box.checked ? "yes" : "no"));
    setInterval(() => { if (box.checked && !document.hidden) location.reload(); }, 20000);
  }

  function prepareViewer() {
    const viewer = one("#viewer"), stage = one("#stage"), range = one("#split");
    const selects = { a: one("#epoch-a"), b: one("#epoch-b") };
    // One table, or a second one with the same rows and columns, drawn on the distilled model.
    const tables = all(".grid").map((grid) => all("tbody tr[data-epoch]", grid));
    const rows = tables[0];
    const heads = all("thead th[data-slot]", one(".grid"));
    const epochs = rows.map((row) => row.dataset.epoch);
    const slots = heads.map((head) => head.dataset.slot);
    const titles = rows.map((row) => row.dataset.title);
    const cells = tables.map((table) => table.map((row) => all("td", row)));
    const switches = all(".sets button");
    // Positions in `rows` and `heads`: the base against the newest epoch, the first prompt, the first table.
    const state = { a: 0, b: rows.length - 1, prompt: 0, set: 0, split: 50, mode: "slide" };

    viewer.hidden = false;
    readAddress();
    for (const side of ["a", "b"]) {
      titles.forEach((title, i) => selects[side].add(new Option(title.split(",")[0], String(i))));
      selects[side].addEventListener("change", () => choose({ [side]: Number(selects[side].value) }));
    }
    const strip = heads.map(stripButton);
    one("#strip").replaceChildren(...strip.map((entry) => entry.button));
    one("#swap").addEventListener("click", () => choose({ a: state.b, b: state.a }));
    for (const button of all(".modes [data-mode]")) {
      button.addEventListener("click", () => choose({ mode: button.dataset.mode }));
    }
    switches.forEach((button, set) => button.addEventListener("click", () => choose({ set })));
    tables.forEach((table, set) => table.forEach((row, i) => {
      for (const pick of all(".pick", row)) {
        pick.addEventListener("click", () => choose({ [pick.dataset.side]: i }));
      }
      cells[set][i].forEach((cell, column) => {
        one("button", cell)?.addEventListener("click", () => {
          choose({ b: i, prompt: column });
          if (!isSeen(stage)) stage.scrollIntoView({ block: "center" });
        });
      });
    }));
    for (const point of all(".curve .point")) {
      point.addEventListener("click", () => choose({ b: Math.max(0, epochs.indexOf(point.dataset.epoch)) }));
    }
    range.addEventListener("input", () => choose({ split: Number(range.value) }));
    prepareDrag();
    document.addEventListener("keydown", onKey);
    one(".workbench").addEventListener("click", keepKeys);
    window.addEventListener("hashchange", () => { readAddress(); show(); });
    show();

    function choose(change) {
      Object.assign(state, change);
      state.a = within(state.a, rows.length);
      state.b = within(state.b, rows.length);
      state.prompt = (state.prompt + slots.length) % slots.length;
      show();
      const newest = state.b === rows.length - 1;
      const address = new URLSearchParams({
        a: epochs[state.a], b: newest ? "newest" : epochs[state.b], prompt: slots[state.prompt],
        ...(state.set ? { set: "deploy" } : {}),
      });
      keepAddress(`#${address}`);
    }

    // Browsers bound how often an address may change: a drag must not touch it, and a refusal costs no more than
    // the place after a reload.
    function keepAddress(address) {
      if (location.hash === address) return;
      try { history.replaceState(null, "", address); } catch { /* asked too often */ }
    }

    function readAddress() {
      const address = new URLSearchParams(location.hash.slice(1));
      for (const side of ["a", "b"]) {
        const found = epochs.indexOf(address.get(side));
        if (found >= 0) state[side] = found;
      }
      const prompt = slots.indexOf(address.get("prompt"));
      if (prompt >= 0) state.prompt = prompt;
      state.set = address.get("set") === "deploy" ? tables.length - 1 : 0;
    }

    function show() {
      viewer.style.setProperty("--split", `${state.split}%`);
      range.value = String(state.split);
      range.disabled = state.mode === "pair";
      stage.dataset.mode = state.mode;
      for (const button of all(".modes [data-mode]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
      }
      showTable();
      for (const side of ["a", "b"]) {
        selects[side].value = String(state[side]);
        one(`#tag-${side}`).textContent = titles[state[side]];
        place(one(`#image-${side}`), picture(state[side], state.prompt));
      }
      strip.forEach((entry, i) => {
        entry.button.setAttribute("aria-pressed", String(i === state.prompt));
        place(entry.under, picture(state.b, i), "");
        place(entry.over, picture(state.a, i), "");
      });
      showPrompt();
      markGrid();
      one("#status").textContent =
        `A: ${titles[state.a]}, B: ${titles[state.b]}, prompt: ${heads[state.prompt].dataset.title}`;
    }

    function showTable() {
      if (switches.length) one(".switch").hidden = false;
      for (const name of all(".set-name")) name.hidden = true;
      switches.forEach((button, set) => button.setAttribute("aria-pressed", String(set === state.set)));
      all(".grid-frame").forEach((frame, set) => { frame.hidden = set !== state.set; });
    }

    function showPrompt() {
      const head = heads[state.prompt];
      const words = [...one(".prompt", head).childNodes].map((node) => node.cloneNode(true));
      one("#shown").replaceChildren(...words);
      one("#shown").dir = "auto";
      const links = ["a", "b"].map((side) => {
        const original = picture(state[side], state.prompt)?.dataset.original;
        if (!original) return null;
        const link = document.createElement("a");
        link.href = original;
        link.textContent = `${side.toUpperCase()} in full size`;
        return link;
      });
      one("#originals").replaceChildren(...links.filter(Boolean));
    }

    function markGrid() {
      tables.forEach((table, set) => table.forEach((row, i) => {
        for (const pick of all(".pick", row)) {
          pick.setAttribute("aria-pressed", String(state[pick.dataset.side] === i));
        }
        cells[set][i].forEach((cell, column) => {
          const button = one("button", cell), here = column === state.prompt;
          button?.classList.toggle("a", here && state.a === i);
          button?.classList.toggle("b", here && state.b === i);
        });
      }));
      for (const point of all(".curve .point")) {
        point.classList.toggle("a", point.dataset.epoch === epochs[state.a]);
        point.classList.toggle("b", point.dataset.epoch === epochs[state.b]);
      }
    }

    function picture(row, column) {
      return one("img", cells[state.set][row][column]);
    }

    // A prompt that is not drawn at an epoch leaves its place empty, in the measures of its neighbours.
    function place(image, from, alt) {
      const measure = from ?? one(".grid td img");
      const [width, height] = ["width", "height"].map((name) => Number(measure.getAttribute(name)));
      Object.assign(image, { width, height });
      image.classList.toggle("small", Math.max(width, height) < SMALL);
      image.classList.toggle("gap", !from);
      if (from && image.src !== from.src) image.src = from.src;
      image.alt = from ? alt ?? from.alt : "not drawn";
    }

    function stripButton(head, i) {
      const button = document.createElement("button"), mini = document.createElement("span");
      const under = document.createElement("img"), over = document.createElement("img");
      const name = document.createElement("span");
      button.type = "button";
      mini.className = "mini";
      over.className = "over";
      name.className = "name";
      name.textContent = head.dataset.title;
      button.title = head.dataset.title;
      mini.append(under, over);
      button.append(mini, name);
      button.addEventListener("click", () => choose({ prompt: i }));
      return { button, under, over };
    }

    function prepareDrag() {
      const follow = (event) => {
        const box = stage.getBoundingClientRect();
        choose({ split: Math.round(Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100))) });
      };
      stage.addEventListener("pointerdown", (event) => {
        if (state.mode !== "slide" || event.button !== 0) return;
        stage.setPointerCapture(event.pointerId);
        follow(event);
      });
      stage.addEventListener("pointermove", (event) => {
        if (stage.hasPointerCapture(event.pointerId)) follow(event);
      });
    }

    // After a click with the mouse the next key shall flip or walk on, not press the same button again.
    function keepKeys(event) {
      if (event.detail > 0 && event.target.closest("button")) stage.focus({ preventScroll: true });
    }

    // Keys belong to the comparison while it is in sight and no other control has the focus.
    function onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || !isSeen(stage)) return;
      const focused = document.activeElement;
      if (focused?.matches("input, select, textarea, summary")) return;
      if (event.key === " " && focused?.matches("button, a")) return;
      const side = event.shiftKey ? "a" : "b";
      const change = {
        ArrowLeft: { prompt: state.prompt - 1 },
        ArrowRight: { prompt: state.prompt + 1 },
        ArrowUp: { [side]: state[side] - 1 },
        ArrowDown: { [side]: state[side] + 1 },
        " ": state.mode === "slide" ? { split: state.split > 50 ? 0 : 100 } : { a: state.b, b: state.a },
      }[event.key];
      if (!change) return;
      event.preventDefault();
      choose(change);
    }
  }

  function within(value, length) {
    return Math.min(length - 1, Math.max(0, value));
  }

  function isSeen(element) {
    const box = element.getBoundingClientRect();
    return box.top < innerHeight * 0.75 && box.bottom > innerHeight * 0.25;
  }
})();
