"use strict";
const $ = (id) => document.getElementById(id);
let overview = { files: [], accepted: [] };
let at = 0;
let asked = 0; // answers to older questions are dropped
let busy = false;

async function ask(path, body) {
  const how = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(path, how);
  } catch {
    throw new Error("The server has ended. Start charspec caption --review again; what was accepted is saved.");
  }
  const said = await answer.json();
  if (!answer.ok) throw new Error([said.error, said.hint].filter(Boolean).join(". "));
  return said;
}

function make(name, properties, ...children) {
  const found = Object.assign(document.createElement(name), properties);
  found.append(...children);
  return found;
}

function values() {
  return Object.fromEntries([...$("fields").querySelectorAll("[name]")].map((one) => [one.name, one.value]));
}

function field(one) {
  const id = `field-${one.name}`;
  const long = one.name === "caption";
  const input = make(long ? "textarea" : "input", { id, name: one.name, value: one.value, spellcheck: true });
  input.setAttribute("aria-describedby", `${id}-meaning`);
  const parts = [make("label", { htmlFor: id, textContent: one.name.replaceAll("_", " ") }), input];
  if (one.terms) {
    input.setAttribute("list", `${id}-terms`);
    const list = make("datalist", { id: `${id}-terms` }, ...one.terms.map((value) => make("option", { value })));
    parts.push(list);
  }
  parts.push(make("span", { id: `${id}-meaning`, className: "meaning", textContent: one.meaning }));
  return make("div", { className: "field" }, ...parts);
}

function caption(said) {
  $("caption").replaceChildren(...said.pieces.map(({ text, kind }) => (
    kind === "free" ? text : make("span", { className: kind, textContent: text })
  )));
  $("origin").textContent = said.origin;
  $("notes").replaceChildren(...said.notes.map((textContent) => make("li", { textContent })));
}

function count() {
  const total = overview.files.length;
  $("count").textContent = `${at + 1} of ${total}, ${overview.accepted.length} accepted`;
  $("bar").max = total;
  $("bar").value = overview.accepted.length;
}

function fail(error) {
  $("error").textContent = error.message;
}

async function show(number) {
  at = number;
  const mine = ++asked;
  $("error").textContent = "";
  $("end").hidden = true;
  $("main").hidden = false;
  count();
  try {
    const said = await ask(`items/${number}`);
    if (mine !== asked) return;
    $("file").textContent = said.file;
    const state = overview.accepted.includes(number) ? "reviewed" : said.state;
    $("state").textContent = state;
    $("state").dataset.state = state;
    $("picture").src = `pictures/${number}`;
    $("picture").alt = `The picture ${said.file}`;
    $("fields").replaceChildren(...said.fields.map(field));
    $("back").disabled = number === 0;
    caption(said);
    $("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  } catch (error) {
    if (mine === asked) fail(error);
  }
}

function end() {
  const left = overview.files.length - overview.accepted.length;
  $("main").hidden = true;
  $("end").hidden = false;
  $("end-head").textContent = left ? `${overview.accepted.length} of ${overview.files.length} accepted` : "All reviewed";
  $("end-text").textContent = left
    ? "The skipped ones are as they were; the same command shows them again."
    : "Every accepted caption is in the spec. Finish ends the server.";
  $("count").textContent = `${overview.accepted.length} of ${overview.files.length} accepted`;
  $("bar").value = overview.accepted.length;
  $("end").focus();
}

function next() {
  if (at + 1 < overview.files.length) show(at + 1);
  else end();
}

async function accept() {
  if (busy || $("main").hidden) return;
  busy = true;
  asked += 1;
  try {
    overview.accepted = (await ask("save", { number: at, values: values() })).accepted;
    next();
  } catch (error) {
    fail(error);
  } finally {
    busy = false;
  }
}

async function recompose() {
  const mine = ++asked;
  await new Promise((done) => setTimeout(done, 60));
  if (mine !== asked) return; // typing goes on
  try {
    const said = await ask("compose", { number: at, values: values() });
    if (mine === asked) {
      $("error").textContent = "";
      caption(said);
    }
  } catch (error) {
    if (mine === asked) fail(error);
  }
}

async function finish() {
  try {
    await ask("done", {});
    $("main").hidden = true;
    $("end").hidden = false;
    $("end-head").textContent = "Finished";
    $("end-text").textContent = "This page can be closed.";
    for (const id of ["finish", "again", "done"]) $(id).hidden = true;
    $("end").focus();
  } catch (error) {
    fail(error);
    $("end-text").textContent = error.message;
  }
}

function edit() {
  const first = $("fields").querySelector("input, textarea");
  first?.focus();
  first?.select();
}

const skip = () => { if (!busy) next(); };
const back = () => { if (!busy && at > 0) show($("main").hidden ? at : at - 1); };
const KEYS = { a: accept, e: edit, s: skip, b: back };

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    accept();
    return;
  }
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (typing) {
    if (event.key === "Escape") $("main").focus({ preventScroll: true });
    // Enter takes a suggestion of the list: it must not accept the caption on the way.
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
    return;
  }
  const act = KEYS[event.key.toLowerCase()];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || $("main").hidden) return;
  event.preventDefault();
  act();
});
$("form").addEventListener("submit", (event) => { event.preventDefault(); accept(); });
$("fields").addEventListener("input", recompose);
$("edit").addEventListener("click", edit);
$("skip").addEventListener("click", skip);
$("back").addEventListener("click", back);
$("again").addEventListener("click", () => show(at));
$("finish").addEventListener("click", finish);
$("done").addEventListener("click", finish);

(async () => {
  try {
    overview = await ask("overview");
    const open = overview.files.findIndex((_, number) => !overview.accepted.includes(number));
    if (open < 0) end();
    else show(open);
  } catch (error) {
    $("end").hidden = false;
    $("end-head").textContent = "The set cannot be shown";
    $("end-text").textContent = error.message;
  }
})();
