// [data-poll="seconds"]: asks for itself again so often, every half minute without a number, but only
// while somebody can see it.
const USUAL_SECONDS = 30;
const asked = new WeakMap(); // part of the page: when it was put there, or asked last

function poll(isDue) {
  for (const part of document.querySelectorAll("[data-poll]")) {
    const now = performance.now();
    if (!asked.has(part)) asked.set(part, now);
    const seconds = Number(part.dataset.poll) || USUAL_SECONDS;
    // Not under the hands of somebody who is on a link in it.
    if (document.hidden || part.matches(":focus-within") || !isDue(now - asked.get(part), seconds * 1000)) continue;
    asked.set(part, now);
    part.dispatchEvent(new Event("poll"));
  }
}

poll(() => false);
setInterval(poll, 500, (waited, interval) => waited >= interval);
document.addEventListener("visibilitychange", () => poll(() => true));
