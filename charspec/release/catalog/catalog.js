"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const find = (id) => document.getElementById(id);
  const words = find("words"), base = find("base"), commercial = find("commercial"), shown = find("shown");
  const cards = [...document.querySelectorAll(".card")].map((element) => ({
    element,
    words: element.dataset.words,
    tags: new Set(element.dataset.tags ? element.dataset.tags.split("\n") : []),
    base: element.dataset.base,
    commercial: element.dataset.commercial === "yes",
    link: element.querySelector("h2 a"),
  }));
  const filters = [...document.querySelectorAll("#tags .tag")];
  const chosen = new Set();
  let visible = cards;

  // The address keeps the search, so that a link to it can be sent to a teammate.
  const remember = () => {
    const said = new URLSearchParams();
    if (words.value.trim()) said.set("q", words.value.trim());
    if (base.value) said.set("base", base.value);
    if (commercial.checked) said.set("commercial", "1");
    for (const tag of chosen) said.append("tag", tag);
    history.replaceState(null, "", said.size ? `#?${said}` : location.pathname);
  };

  const apply = () => {
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    visible = cards.filter((card) =>
      asked.every((word) => card.words.includes(word)) &&
      [...chosen].every((tag) => card.tags.has(tag)) &&
      (!base.value || card.base === base.value) &&
      (!commercial.checked || card.commercial));
    const kept = new Set(visible);
    for (const card of cards) card.element.hidden = !kept.has(card);
    for (const button of filters) button.setAttribute("aria-pressed", String(chosen.has(button.dataset.tag)));
    const of = visible.length === cards.length ? "" : ` of ${cards.length}`;
    shown.textContent = `${visible.length}${of} ${cards.length === 1 ? "character" : "characters"}`;
    find("nothing").hidden = visible.length > 0;
    remember();
  };

  const toggle = (tag) => { chosen.has(tag) ? chosen.delete(tag) : chosen.add(tag); apply(); };
  const clear = () => { words.value = ""; base.value = ""; commercial.checked = false; chosen.clear(); apply(); };

  const copy = async (button) => {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages opened from a disk may lack the clipboard: the old way works there.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  };

  const move = (key) => {
    if (!visible.length) return;
    const at = visible.findIndex((card) => card.element.contains(document.activeElement));
    const top = visible[0].element.offsetTop;
    const row = Math.max(1, visible.findIndex((card) => card.element.offsetTop > top + 4));
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[key];
    const next = at < 0 ? 0 : at + step;
    if (next < 0) return words.focus();
    const target = visible[Math.min(next, visible.length - 1)];
    target.link.focus({ preventScroll: true });
    target.element.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.tag !== undefined) toggle(button.dataset.tag);
    if (button.dataset.copy !== undefined) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === words, choosing = event.target === base;
    if (event.key === "/" && !typing) { event.preventDefault(); words.focus(); words.select(); }
    else if (event.key === "Escape") { clear(); if (typing) words.blur(); }
    else if (typing ? event.key === "ArrowDown" : !choosing && event.key.startsWith("Arrow")) {
      event.preventDefault();
      move(event.key);
    } else if (event.key === "c" && !typing && !choosing) {
      const card = visible.find((one) => one.element.contains(document.activeElement));
      if (card) copy(card.element.querySelector(".copy"));
    }
  });
  words.addEventListener("input", apply);
  base.addEventListener("change", apply);
  commercial.addEventListener("change", apply);
  find("search").addEventListener("submit", (event) => { event.preventDefault(); if (visible[0]) visible[0].link.focus(); });
  find("search").addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  find("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const said = new URLSearchParams(location.hash.replace(/^#\?/, ""));
  words.value = said.get("q") ?? "";
  base.value = said.get("base") ?? "";
  commercial.checked = said.has("commercial");
  for (const tag of said.getAll("tag")) chosen.add(tag);
  if (location.hash.startsWith("#?")) apply();
});
