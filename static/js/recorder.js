// Records a spoken answer and keeps it in this browser (IndexedDB), to be listened to here only. Nothing is
// sent. A place for it is marked data-recorder="key"; it stays hidden where the browser cannot record.
const STORE = "recordings";
const canRecord = Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia && window.indexedDB);
let recording = null; // { recorder, place, stream }

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("interviews", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

function say(place, text) {
  place.querySelector("[data-recorder-state]").textContent = text;
  document.getElementById("announcer").textContent = text;
}

function show(place, blob) {
  const player = place.querySelector("[data-playback]");
  if (player.src) URL.revokeObjectURL(player.src);
  if (blob) player.src = URL.createObjectURL(blob);
  else player.removeAttribute("src");
  place.querySelector("[data-play]").hidden = !blob;
  place.querySelector("[data-delete-recording]").hidden = !blob;
}

async function listen(place) {
  const player = place.querySelector("[data-playback]");
  if (!player.paused) {
    player.pause();
    return;
  }
  try {
    await player.play();
  } catch {
    say(place, "This browser cannot play the recording.");
  }
}

// Play and pause do not bubble: caught on their way down.
for (const name of ["play", "pause", "ended"]) {
  document.addEventListener(name, (event) => {
    const button = event.target.closest?.("[data-recorder]")?.querySelector("[data-play]");
    if (!button) return;
    button.textContent = name === "play" ? "Pause" : "Listen back";
    button.setAttribute("aria-pressed", String(name === "play"));
  }, true);
}

function label(place, text, isRecording) {
  const button = place.querySelector("[data-record]");
  if (!button) return;
  button.setAttribute("aria-pressed", String(isRecording));
  button.querySelector("[data-record-label]").textContent = text;
}

const WHY = {
  NotAllowedError: "The browser was not allowed to use the microphone. Allow it in the address bar, or type your answer.",
  NotFoundError: "No microphone was found. Type your answer, or say it aloud without recording.",
  NotReadableError: "The microphone is used by another program.",
};

async function start(place) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    say(place, WHY[error.name] ?? "The microphone could not be used. Type your answer instead.");
    return;
  }
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", async () => {
    for (const track of stream.getTracks()) track.stop();
    const blob = new Blob(pieces, { type: recorder.mimeType });
    if (place.isConnected) {
      show(place, blob);
      label(place, "Record again", false);
    }
    try {
      await inStore("readwrite", (store) => store.put(blob, place.dataset.recorder));
      if (place.isConnected) say(place, "Recorded. It stays in this browser on this device.");
    } catch {
      if (place.isConnected) say(place, "Recorded, but this browser has no room to keep it: it is gone when you leave the page.");
    }
  });
  recording = { recorder, place };
  recorder.start(1000);
  label(place, "Stop recording", true);
  say(place, "Recording.");
}

function stop() {
  if (recording && recording.recorder.state !== "inactive") recording.recorder.stop();
  recording = null;
}

document.addEventListener("click", async (event) => {
  const place = event.target.closest?.("[data-recorder]");
  if (!place) return;
  if (event.target.closest("[data-record]")) {
    if (recording) stop();
    else await start(place);
  } else if (event.target.closest("[data-play]")) {
    await listen(place);
  } else if (event.target.closest("[data-delete-recording]")) {
    await inStore("readwrite", (store) => store.delete(place.dataset.recorder));
    show(place, null);
    label(place, "Record yourself", false);
    say(place, "The recording is deleted.");
    place.querySelector("[data-record]")?.focus();
    if (!place.querySelector("[data-record]")) place.hidden = true;
  }
});

// Before the step is exchanged, what was said so far is kept under its own question.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "interview-step") stop();
});
window.addEventListener("pagehide", stop);

async function arrive() {
  const place = document.querySelector("[data-recorder]");
  if (!place || place.dataset.ready !== undefined || !window.indexedDB) return;
  place.dataset.ready = "";
  const offers = canRecord && place.querySelector("[data-record]");
  let blob;
  try {
    blob = await inStore("readonly", (store) => store.get(place.dataset.recorder));
  } catch {
    blob = undefined; // a browser in private mode: one can still record for this page
  }
  if (blob) {
    show(place, blob);
    label(place, "Record again", false);
  }
  place.hidden = !(offers || blob);
}

document.addEventListener("htmx:afterSettle", arrive);
arrive();
