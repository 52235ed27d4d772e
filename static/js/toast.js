// Says when a request of htmx failed, and offers to send the same thing again.
// A form is sent again with the button that was pressed: without it, the rating would be lost.
const WORDS = {
  offline: "You are offline. Nothing was lost.",
  unreachable: "The site cannot be reached. Nothing was lost.",
  timeout: "The site took too long to answer.",
  ended: "You are no longer signed in, or the page is too old. Reload it.",
  tooMany: "Too many requests. Wait a moment.",
  gone: "This is not there any more. Reload the page.",
  broken: "Something went wrong on our side.",
};

function wordsFor(status) {
  if (status === 401 || status === 403) return WORDS.ended;
  if (status === 404 || status === 410) return WORDS.gone;
  if (status === 429) return WORDS.tooMany;
  return WORDS.broken;
}

function showToast(text, again) {
  const region = document.getElementById("toasts");
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  for (const [label, act] of [again, ["Close", () => {}]].filter(Boolean)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      toast.remove();
      act();
    });
    toast.append(button);
  }
  region.replaceChildren(toast);
}

function sendAgain(detail) {
  const element = detail.requestConfig.elt;
  const submitter = detail.requestConfig.triggeringEvent?.submitter;
  if (!element.isConnected) return () => window.location.reload();
  // A click, not requestSubmit(): htmx takes the button's value from the last click in the form.
  if (submitter?.isConnected) return () => submitter.click();
  if (element instanceof HTMLFormElement) return () => element.requestSubmit();
  if (element.matches("a, button")) return () => element.click();
  return () => window.location.reload();
}

document.addEventListener("htmx:sendError", (event) => {
  showToast(navigator.onLine ? WORDS.unreachable : WORDS.offline, ["Retry", sendAgain(event.detail)]);
});

document.addEventListener("htmx:timeout", (event) => {
  showToast(WORDS.timeout, ["Retry", sendAgain(event.detail)]);
});

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const isOver = [401, 403, 404, 410].includes(status);
  showToast(
    wordsFor(status),
    isOver ? ["Reload", () => window.location.reload()] : ["Retry", sendAgain(event.detail)],
  );
});

// What went through makes the complaint about what did not go through untrue.
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) document.getElementById("toasts").replaceChildren();
});

// A passkey that was refused or cancelled: say so instead of writing to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  showToast("The passkey was not used: the request was cancelled or not accepted.", null);
});
