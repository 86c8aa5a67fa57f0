// The curves: hovering reads a value, a click on a point shows its epoch as B.
function prepareCurves() {
  for (const point of all(".curve .point")) {
    const readout = one(".readout", point.closest(".chart"));
    point.addEventListener("pointerenter", () => { readout.textContent = point.dataset.readout; });
  }
}

function markCurves(state, rows) {
  for (const point of all(".curve .point")) {
    point.classList.toggle("a", point.dataset.key === rows[state.a].key);
    point.classList.toggle("b", point.dataset.key === rows[state.b].key);
  }
}
