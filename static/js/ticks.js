// While key points are ticked, marks the rating they suggest (the rules are in core/ratings.py).
// Nothing is chosen for the learner, and without this script the buttons work just as well.
function suggested(boxes) {
  const share = (list) => list.filter((box) => box.checked).length;
  const musts = boxes.filter((box) => box.dataset.must === "1");
  const extras = boxes.filter((box) => box.dataset.must !== "1");
  if (share(boxes) === 0 || share(musts) < musts.length) return "again";
  return extras.length === 0 || 2 * share(extras) > extras.length ? "good" : "hard";
}

// Enter on a tick would send the form; it leads to the marked rating instead, which Enter then presses.
document.addEventListener("keydown", (event) => {
  const list = event.key === "Enter" && event.target.closest?.("[data-ticks]");
  if (!list) return;
  event.preventDefault();
  const form = list.closest("form");
  (form.querySelector(".rating--suggested") ?? form.querySelector(".rating"))?.focus();
});

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-ticks]");
  if (!list) return;
  const rating = suggested([...list.querySelectorAll("input[type=checkbox]")]);
  for (const button of list.closest("form").querySelectorAll("[data-rating]")) {
    const isSuggested = button.dataset.rating === rating;
    button.classList.toggle("rating--suggested", isSuggested);
    button.querySelector("[data-suggested]").textContent = isSuggested ? ", suggested" : "";
  }
});
