document.addEventListener("DOMContentLoaded", () => {
  prepareTheme();
  if (root.dataset.status === "training") prepareReload();
});
