// Only in a page that `charspec compare --serve` serves: it watches its run, and an epoch is picked on it.
const WATCH = 2000; // ms between two looks

document.addEventListener("DOMContentLoaded", () => {
  const dialog = one("#pick"), bar = one("#watching");
  prepareThePick(dialog);
  setInterval(() => { if (!document.hidden && !dialog.open) watch(bar); }, WATCH);
});

async function watch(bar) {
  try {
    const answer = await fetch("version", { cache: "no-store" });
    const version = await answer.text();
    if (answer.ok && version !== root.dataset.served) location.reload();
    bar.textContent = answer.ok ? "live" : "the run cannot be read now";
    bar.classList.toggle("off", !answer.ok);
  } catch {
    bar.textContent = "no longer served";
    bar.classList.add("off");
  }
}

function prepareThePick(dialog) {
  const reason = one("#pick-reason"), fault = one("#pick-fault"), confirm = one("#pick-confirm");
  let asked = null;
  for (const button of all("[data-pick]")) {
    button.addEventListener("click", () => {
      asked = { run: Number(button.dataset.run), epoch: Number(button.dataset.pick) };
      one("#pick-title").textContent = button.dataset.question;
      one("#pick-says").textContent = button.dataset.says;
      fault.textContent = reason.value = "";
      confirm.disabled = false;
      dialog.showModal();
      reason.focus();
    });
  }
  one("#pick-cancel").addEventListener("click", () => dialog.close());
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    fault.textContent = await send({ ...asked, reason: reason.value.trim() });
    confirm.disabled = false;
    if (!fault.textContent) location.reload();
  });
}

// What went wrong, in words; nothing where the choice is written.
async function send(choice) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("pick", { method: "POST", headers, body: JSON.stringify(choice) });
    if (answer.ok) return "";
    const { error, hint } = await answer.json();
    return hint ? `${error}. ${hint}` : error;
  } catch {
    return "This page is no longer served. Start `charspec compare --serve` again, or use `charspec pick`.";
  }
}
