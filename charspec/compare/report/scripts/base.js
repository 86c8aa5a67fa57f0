// What every part of the page uses. All files of this folder become one script, inside one function.
const SMALL = 256; // px; below this a picture on the stage is enlarged so much that smoothing would blur it
const root = document.documentElement;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const within = (value, low, high) => Math.min(high, Math.max(low, value));

// What is remembered is a comfort: a browser that forbids storage for local files still shows the page.
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* nothing is lost */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function isSeen(element) {
  const box = element.getBoundingClientRect();
  return box.top < innerHeight * 0.75 && box.bottom > innerHeight * 0.25;
}

// Before the first paint, so that a page of the other theme never flashes.
root.classList.add("js");
const chosenTheme = recall("charspec-theme");
if (chosenTheme === "light" || chosenTheme === "dark") root.dataset.theme = chosenTheme;

function prepareTheme() {
  one("#theme").addEventListener("click", () => {
    const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : systemDark;
    root.dataset.theme = dark ? "light" : "dark";
    remember("charspec-theme", root.dataset.theme);
  });
}

// The report is written again after each epoch; the choice of epochs lives in the address and survives the reload.
function prepareReload() {
  const box = one("#live");
  box.closest("label").hidden = false;
  box.checked = recall("charspec-live") === "yes";
  box.addEventListener("change", () => remember("charspec-live", box.checked ? "yes" : "no"));
  setInterval(() => { if (box.checked && !document.hidden) location.reload(); }, 20000);
}
