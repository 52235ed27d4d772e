// Counts down from what the server said is left: the clock of the device plays no part. When time and
// grace are over, leads to where the server leads. Remembers, for this tab, whether the clock is hidden.
const GRACE_SECONDS = 30;
const SPOKEN = [[300, "Five minutes left."], [60, "One minute left."], [0, "Time is up. What you typed is being saved."]];
let deadline = null; // in seconds of performance.now()
let shown = null; // the element whose number the deadline was taken from
let lastLeft = Infinity;

const nowInSeconds = () => performance.now() / 1000;

function format(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts;
  const padded = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}

// Both the step and every save bring the server's count along.
function listen(element, seconds) {
  if (!element || element === shown) return;
  shown = element;
  deadline = nowInSeconds() + Number(seconds);
}

function tick() {
  const timer = document.querySelector("[data-seconds-left]");
  if (!timer || deadline === null) return;
  const left = Math.ceil(deadline - nowInSeconds());
  timer.querySelector("[data-time-left]").textContent = format(Math.max(0, left));
  timer.classList.toggle("room-clock__time--short", left <= 60);
  for (const [seconds, words] of SPOKEN) {
    if (lastLeft > seconds && left <= seconds && lastLeft !== Infinity) {
      document.getElementById("announcer").textContent = words;
      if (seconds === 0) document.dispatchEvent(new Event("save-now"));
    }
  }
  if (left === 3 - GRACE_SECONDS) document.dispatchEvent(new Event("save-now"));
  // Without a connection the words stay where they are until they can be sent.
  if (left < -GRACE_SECONDS && navigator.onLine) window.location.reload();
  lastLeft = left;
}

function restore() {
  const clock = document.querySelector("[data-clock]");
  if (clock && sessionStorage.getItem("clock") === "hidden") clock.open = false;
}

function arrive() {
  const timer = document.querySelector("[data-seconds-left]");
  listen(timer, timer?.dataset.secondsLeft);
  restore();
  tick();
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-clock]")) sessionStorage.setItem("clock", event.target.open ? "shown" : "hidden");
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  const state = event.detail.elt;
  if (state.dataset?.seconds !== undefined) listen(state, state.dataset.seconds);
  else arrive();
});

arrive();
window.setInterval(tick, 1000);
