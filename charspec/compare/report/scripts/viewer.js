// The comparison: which two rows, which prompt, and everything on the page that follows from it.
function readTables() {
  const frames = all(".grid-frame");
  const heads = all("thead th[data-slot]", frames[0]);
  // One table, or a second one with the same rows and columns, drawn on the distilled model.
  const lines = frames.map((frame) => all("tbody tr[data-key]", frame));
  const rows = lines[0].map((line) => ({
    key: line.dataset.key,
    title: line.dataset.title,
    run: line.closest("tbody").dataset.run ?? "",
  }));
  return {
    frames, heads, lines, rows,
    slots: heads.map((head) => head.dataset.slot),
    cells: lines.map((set) => set.map((line) => all("td", line))),
  };
}

function prepareViewer() {
  const viewer = one("#viewer"), table = readTables(), { rows, heads, slots } = table;
  const selects = { a: one("#epoch-a"), b: one("#epoch-b") };
  const switches = all(".sets button");
  // Positions in `rows` and `heads`: the base against the newest epoch, the first prompt, the first table.
  const state = {
    a: 0, b: rows.length - 1, prompt: 0, set: 0,
    mode: "slide", split: 50, front: "b", zoom: 1, x: 0, y: 0, large: false,
  };
  const stage = prepareStage(state, move);

  viewer.hidden = false;
  const [a, b] = [root.dataset.a, root.dataset.b].map(indexOf);
  if (a >= 0 && b >= 0) Object.assign(state, { a, b });
  readAddress();
  for (const side of ["a", "b"]) {
    fill(selects[side]);
    selects[side].addEventListener("change", () => choose({ [side]: Number(selects[side].value) }));
  }
  const strip = heads.map((head, i) => stripButton(head, () => choose({ prompt: i })));
  one("#strip").replaceChildren(...strip.map((entry) => entry.button));
  one("#swap").addEventListener("click", () => choose({ a: state.b, b: state.a }));
  for (const button of all(".modes [data-mode]")) {
    button.addEventListener("click", () => { move({ mode: button.dataset.mode }); announce(); });
  }
  switches.forEach((button, set) => button.addEventListener("click", () => choose({ set })));
  one("#split").addEventListener("input", (event) => move({ split: Number(event.target.value) }));
  prepareRows();
  document.addEventListener("keydown", onKey);
  one(".workbench").addEventListener("click", keepKeys);
  window.addEventListener("hashchange", () => { readAddress(); show(); });
  show();

  function indexOf(key) {
    return rows.findIndex((row) => row.key === key);
  }

  function fill(select) {
    for (const run of new Set(rows.map((row) => row.run))) {
      const group = run ? select.appendChild(make("optgroup", { label: run })) : select;
      rows.forEach((row, i) => {
        if (row.run === run) group.append(new Option(row.title.replace(", no LoRA", ""), String(i)));
      });
    }
  }

  function prepareRows() {
    table.lines.forEach((lines, set) => lines.forEach((line, i) => {
      for (const pick of all(".pick", line)) {
        pick.addEventListener("click", () => choose({ [pick.dataset.side]: i }));
      }
      table.cells[set][i].forEach((cell, column) => {
        one("button", cell)?.addEventListener("click", () => { choose({ b: i, prompt: column }); toStage(); });
      });
    }));
    for (const point of all(".curve .point")) {
      point.addEventListener("click", () => choose({ b: Math.max(0, indexOf(point.dataset.key)) }));
    }
    for (const link of all("[data-show]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        choose({ b: Math.max(0, indexOf(link.dataset.show)) });
        toStage();
      });
    }
  }

  function toStage() {
    if (!isSeen(stage.stage)) stage.stage.scrollIntoView({ block: "center" });
  }

  // What only moves on the stage touches nothing else: a drag stays smooth on a page of hundreds of pictures.
  function move(change) {
    Object.assign(state, change);
    stage.show();
    for (const side of ["a", "b"]) lookCloser(side);
  }

  function choose(change) {
    Object.assign(state, change);
    state.a = within(state.a, 0, rows.length - 1);
    state.b = within(state.b, 0, rows.length - 1);
    state.prompt = (state.prompt + slots.length) % slots.length;
    show();
    const newest = state.b === rows.length - 1;
    const address = new URLSearchParams({
      a: rows[state.a].key, b: newest ? "newest" : rows[state.b].key, prompt: slots[state.prompt],
      ...(state.set ? { set: "deploy" } : {}),
    });
    keepAddress(`#${address}`);
  }

  // Browsers bound how often an address may change: a drag must not touch it, and a refusal costs no more than the
  // place after a reload.
  function keepAddress(address) {
    if (location.hash === address) return;
    try { history.replaceState(null, "", address); } catch { /* asked too often */ }
  }

  function readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    for (const side of ["a", "b"]) {
      const found = indexOf(address.get(side));
      if (found >= 0) state[side] = found;
    }
    if (address.get("b") === "newest") state.b = rows.length - 1;
    const prompt = slots.indexOf(address.get("prompt"));
    if (prompt >= 0) state.prompt = prompt;
    state.set = address.get("set") === "deploy" ? table.frames.length - 1 : 0;
  }

  function show() {
    stage.show();
    if (switches.length) one(".switch").hidden = false;
    for (const name of all(".set-name")) name.hidden = true;
    switches.forEach((button, set) => button.setAttribute("aria-pressed", String(set === state.set)));
    table.frames.forEach((frame, set) => { frame.hidden = set !== state.set; });
    for (const side of ["a", "b"]) showSide(side);
    strip.forEach((entry, i) => {
      entry.button.setAttribute("aria-pressed", String(i === state.prompt));
      place(entry.under, picture(state.b, i), "");
      place(entry.over, picture(state.a, i), "");
    });
    showPrompt();
    markGrid();
    markCurves(state, rows);
    announce();
  }

  function announce() {
    const said = `A: ${rows[state.a].title}, B: ${rows[state.b].title}, prompt: ${heads[state.prompt].dataset.title}`;
    const front = state.mode === "flicker" ? `, shown: ${state.front.toUpperCase()}` : "";
    one("#status").textContent = said + front;
  }

  function showSide(side) {
    const image = one(`#image-${side}`), from = picture(state[side], state.prompt);
    selects[side].value = String(state[side]);
    one(`#tag-${side}`).textContent = rows[state[side]].title;
    place(image, from);
    viewer.style.setProperty("--aspect", image.getAttribute("width") / image.getAttribute("height"));
    one(`#gone-${side}`).hidden = true;
    lookCloser(side);
    showLikeness(side);
  }

  function lookCloser(side) {
    if (state.zoom === 1 && !state.large) return;
    const from = picture(state[side], state.prompt);
    sharpen(one(`#image-${side}`), from, () => { one(`#gone-${side}`).hidden = false; });
  }

  function showLikeness(side) {
    const about = one(".likeness", table.cells[state.set][state[side]][state.prompt]);
    const target = one(`#likeness-${side}`);
    const key = `${rows[state[side]].key} ${state.prompt} ${state.set}`;
    if (target.dataset.shows === key) return;
    target.dataset.shows = key;
    target.hidden = !about;
    if (!about) return;
    const values = all(".near, dl", about).map((part) => Object.assign(part.cloneNode(true), { hidden: false }));
    const picture = nearestPicture(about);
    const words = make("div", {}, make("span", { className: "letter", textContent: side.toUpperCase() }), ...values);
    target.replaceChildren(...(picture ? [picture] : []), words);
  }

  function showPrompt() {
    const prompts = all(".prompt", heads[state.prompt]).map((prompt) => {
      const line = make("span", { dir: "auto" });
      line.append(...[...prompt.childNodes].map((node) => node.cloneNode(true)));
      return line;
    });
    one("#shown").replaceChildren(...prompts);
    const links = ["a", "b"].map((side) => {
      const original = picture(state[side], state.prompt)?.dataset.original;
      return original && make("a", { href: original, textContent: `${side.toUpperCase()} in full size` });
    });
    one("#originals").replaceChildren(...links.filter(Boolean));
  }

  function markGrid() {
    table.lines.forEach((lines, set) => lines.forEach((line, i) => {
      for (const pick of all(".pick", line)) {
        pick.setAttribute("aria-pressed", String(state[pick.dataset.side] === i));
      }
      table.cells[set][i].forEach((cell, column) => {
        const button = one("button", cell), here = column === state.prompt;
        button?.classList.toggle("a", here && state.a === i);
        button?.classList.toggle("b", here && state.b === i);
      });
    }));
  }

  function picture(row, column) {
    return one("button img", table.cells[state.set][row][column]);
  }

  // After a click with the mouse the next key shall flip or walk on, not press the same button again.
  function keepKeys(event) {
    if (event.detail > 0 && event.target.closest("button")) stage.stage.focus({ preventScroll: true });
  }

  // Keys belong to the comparison while it is in sight and no other control has the focus.
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !isSeen(stage.stage) || one("dialog[open]")) return;
    const focused = document.activeElement;
    if (focused?.matches("input, select, textarea, summary")) return;
    if (event.key === " " && focused?.matches("button, a")) return;
    const side = event.shiftKey ? "a" : "b";
    const change = {
      ArrowLeft: () => choose({ prompt: state.prompt - 1 }),
      ArrowRight: () => choose({ prompt: state.prompt + 1 }),
      ArrowUp: () => step(side, -1),
      ArrowDown: () => step(side, 1),
      " ": flip,
      ...stage.keys,
    }[event.key];
    if (!change) return;
    event.preventDefault();
    change();
  }

  // An arrow stays inside its run: the other run is another choice.
  function step(side, by) {
    const next = state[side] + by;
    if (rows[next]?.run === rows[state[side]].run) choose({ [side]: next });
  }

  function flip() {
    if (state.mode === "pair") choose({ a: state.b, b: state.a });
    else if (state.mode === "slide") move({ split: state.split > 50 ? 0 : 100 });
    else move({ front: state.front === "a" ? "b" : "a" });
    announce();
  }
}
