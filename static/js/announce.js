// After a swap: the focus goes to the new element marked data-focus, and the text of data-announce
// is read out through the one status region of the page.
document.addEventListener("htmx:afterSettle", (event) => {
  const arrived = event.detail.elt;
  const find = (selector) => (arrived.matches?.(selector) ? arrived : arrived.querySelector?.(selector));
  const target = find("[data-focus]");
  if (target) {
    if (!target.matches("a, button, input, select, textarea")) target.tabIndex = -1;
    target.focus({ preventScroll: false });
  }
  const speaker = find("[data-announce]");
  if (speaker) announce(speaker.dataset.announce || speaker.textContent);
});

function announce(text) {
  const region = document.getElementById("announcer");
  // Emptied first: the same sentence twice in a row would otherwise be read once.
  region.textContent = "";
  window.setTimeout(() => {
    region.textContent = text.trim();
  }, 50);
}
