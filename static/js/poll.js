// [data-poll]: asks for itself again every half minute, but only while somebody can see it.
const SECONDS = 30;

function poll() {
  const part = document.querySelector("[data-poll]");
  // Not under the hands of somebody who is on a link in it.
  if (part && !document.hidden && !part.matches(":focus-within")) part.dispatchEvent(new Event("poll"));
}

setInterval(poll, SECONDS * 1000);
document.addEventListener("visibilitychange", poll);
