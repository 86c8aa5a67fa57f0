document.addEventListener("DOMContentLoaded", () => {
  prepareTheme();
  prepareCurves();
  prepareLikenesses();
  if (root.dataset.status === "training" && !root.dataset.served) prepareReload();
  if (root.dataset.comparable === "yes") prepareViewer();
});
