// Pictures taken from the grid to the stage and the strip. The page holds thumbnails; an original is loaded from its
// file only when somebody looks closer.
const originals = new Map(); // address → the promise of whether it is there

// A prompt that is not drawn at an epoch leaves its place empty, in the measures of its neighbours.
function place(image, from, alt) {
  const measure = from ?? one(".grid td img");
  const [width, height] = ["width", "height"].map((name) => Number(measure?.getAttribute(name)) || 1);
  Object.assign(image, { width, height });
  image.classList.toggle("small", Math.max(width, height) < SMALL);
  image.classList.toggle("gap", !from);
  image.dataset.shows = from?.dataset.original ?? "";
  if (from && image.src !== from.src && !isOriginalOf(image, from)) image.src = from.src;
  image.alt = from ? alt ?? from.alt : "not drawn";
}

function isOriginalOf(image, from) {
  return Boolean(from.dataset.original) && image.getAttribute("src") === from.dataset.original;
}

function isThere(address) {
  if (!originals.has(address)) {
    originals.set(address, new Promise((settle) => {
      const probe = new Image();
      probe.addEventListener("load", () => settle(true));
      probe.addEventListener("error", () => settle(false));
      probe.src = address;
    }));
  }
  return originals.get(address);
}

async function sharpen(image, from, failed) {
  const address = from?.dataset.original;
  if (!address) return;
  const there = await isThere(address);
  if (image.dataset.shows !== address) return; // another picture took the place meanwhile
  if (!there) failed();
  else if (image.getAttribute("src") !== address) image.src = address;
}

function stripButton(head, choosePrompt) {
  const under = make("img"), over = make("img", { className: "over" });
  const mini = make("span", { className: "mini" }, under, over);
  const name = make("span", { className: "name", textContent: head.dataset.title });
  const button = make("button", { type: "button", title: head.dataset.title }, mini, name);
  button.addEventListener("click", choosePrompt);
  return { button, under, over };
}

// The thumbnail of the training picture that a sample is likest to, taken from the gallery.
function nearestPicture(likeness) {
  const card = likeness?.dataset.nearest && document.getElementById(likeness.dataset.nearest);
  const picture = card && one("img", card);
  if (!picture) return null;
  return make("img", { src: picture.src, alt: `Training picture ${card.dataset.file}`, className: "nearest" });
}

function prepareLikenesses() {
  for (const likeness of all(".grid .likeness")) {
    const picture = nearestPicture(likeness);
    if (!picture) continue;
    likeness.prepend(make("a", { href: `#${likeness.dataset.nearest}`, title: picture.alt }, picture));
    likeness.classList.add("pictured");
  }
  for (const shot of all(".shots a")) {
    const picture = one("img", document.getElementById(shot.dataset.card));
    if (picture) shot.prepend(make("img", { src: picture.src, alt: "" }));
  }
}
