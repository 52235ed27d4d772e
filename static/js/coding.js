// Runs a coding question: each [data-coding] has an editor, tests, and a worker that holds Python (python/worker.js).
// The worker's messages are the learner's own code talking: they are shown as text and believed by nobody else.
const LIMIT_SECONDS = 10;
const LOADING_LIMIT_SECONDS = 90;

class Runner {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector("textarea");
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.worker = null;
    this.isReady = false;
    this.isRunning = false;
    this.part("coding-run").hidden = false;
    this.part("coding-help").hidden = false;
    this.part("run").addEventListener("click", () => this.run());
    this.part("stop").addEventListener("click", () => this.stop("Stopped."));
    this.part("reset").addEventListener("click", () => this.reset());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.run();
    });
  }

  run() {
    if (this.isRunning) return;
    this.isRunning = true;
    this.passed = this.failed = 0;
    this.current = "";
    this.error = "";
    this.part("results").tBodies[0].replaceChildren();
    for (const name of ["results", "error", "output"]) this.part(name).hidden = true;
    this.part("output").querySelector("pre").textContent = "";
    this.showButtons();
    if (!this.worker) this.start();
    this.say(this.isReady ? "Running …" : "Loading Python, about 6 MB the first time …");
    if (!this.isReady) this.limit(LOADING_LIMIT_SECONDS, "Python did not load. Check the connection and run again.");
    const { tests, hiddenTests } = this.root.dataset;
    this.worker.postMessage({ code: this.field.value, tests, hidden: hiddenTests });
  }

  start() {
    const worker = new Worker(this.root.dataset.worker, { type: "module" });
    this.worker = worker;
    // A worker that was ended may still have messages on their way.
    worker.onmessage = ({ data }) => worker === this.worker && this.hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.worker) this.stop("Python stopped working. Run again to start it anew.");
    };
  }

  hear(message) {
    // The page may have moved on to another card.
    if (!this.root.isConnected) return this.end();
    if (message?.kind === "ready") this.isReady = true;
    if (!this.isRunning) return;
    if (message?.kind === "running") {
      this.say("Running …");
      this.limit(LIMIT_SECONDS, `Stopped: your code took longer than ${LIMIT_SECONDS} seconds.`);
    } else if (message?.kind === "output") {
      this.print(String(message.text));
    } else if (message?.kind === "event") {
      this.tell(JSON.parse(String(message.text)));
    } else if (message?.kind === "done") {
      this.finish();
    } else if (message?.kind === "broken") {
      this.stop("Python stopped working. Run again to start it anew.");
    }
  }

  tell(told) {
    if (told.event === "started") this.current = String(told.source);
    else if (told.event === "error") this.fail(String(told.text));
    else if (told.event === "test") this.addRow(told);
  }

  addRow(test) {
    this.current = "";
    if (test.passed) this.passed += 1;
    else this.failed += 1;
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    const isSecret = test.hidden && test.passed;
    if (isSecret) name.textContent = "A hidden test";
    else name.append(...(test.name ? [text("span", test.name)] : []), text("code", test.source));
    const result = document.createElement("td");
    result.append(text("b", test.passed ? "✓ passed" : "✗ failed"));
    row.className = test.passed ? "is-passed" : "is-failed";
    row.append(name, result);
    const body = this.part("results").tBodies[0];
    body.append(row);
    if (test.error) body.append(detail(text("pre", test.error)));
    else if (test.got || test.wanted) body.append(detail(pair("got", test.got), pair("wanted", test.wanted)));
    this.part("results").hidden = false;
  }

  print(words) {
    const box = this.part("output");
    box.hidden = false;
    box.querySelector("pre").textContent += words;
  }

  fail(words) {
    this.error = words;
    this.part("error").hidden = false;
    this.part("error").querySelector("pre").textContent = words;
  }

  finish() {
    const total = this.passed + this.failed;
    if (this.error) this.settle(`Your code ends with an error: ${this.error.trim().split("\n").pop()}`);
    else if (!total) this.settle("Your code ran to its end.");
    else if (this.failed) this.settle(`${this.passed} of ${total} tests passed.`);
    else this.settle(total === 1 ? "The test passed." : `All ${total} tests passed.`);
  }

  stop(words) {
    const where = this.current ? ` It was at this test: ${this.current}` : "";
    this.end();
    if (this.isRunning) this.settle(words + where);
  }

  // Terminating is the one sure way: no code can hold on against it. The next run starts afresh.
  end() {
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.worker = null;
    this.isReady = false;
  }

  settle(words) {
    clearTimeout(this.timer);
    const hadFocus = document.activeElement === this.part("stop");
    this.isRunning = false;
    this.showButtons();
    if (hadFocus) this.part("run").focus();
    this.say(words);
  }

  limit(seconds, words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(words), seconds * 1000);
  }

  reset() {
    if (this.field.value !== this.field.dataset.starter) replaceAll(this.field, this.field.dataset.starter);
    this.field.focus();
  }

  showButtons() {
    this.part("stop").hidden = !this.isRunning;
    // Not `disabled`: that would drop the focus of whoever pressed it.
    this.part("run").setAttribute("aria-disabled", String(this.isRunning));
  }

  say(words) {
    this.part("status").textContent = words;
  }
}

function text(name, words) {
  const element = document.createElement(name);
  element.textContent = String(words);
  return element;
}

// What went wrong with the test of the row above, over both columns.
function detail(...parts) {
  const row = document.createElement("tr");
  row.className = "coding__detail";
  const cell = document.createElement("td");
  cell.colSpan = 2;
  cell.append(...parts);
  row.append(cell);
  return row;
}

function pair(label, value) {
  const line = document.createElement("span");
  line.className = "coding__pair";
  line.append(`${label} `, text("code", value));
  return line;
}

// As if typed, so that the browser's own undo takes it back.
function replaceAll(field, words) {
  field.focus();
  field.select();
  if (!document.execCommand("insertText", false, words)) field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const runners = new Set();

function startRunners(root) {
  for (const runner of runners) {
    if (runner.root.isConnected) continue;
    runner.end();
    runners.delete(runner);
  }
  for (const found of root.querySelectorAll("[data-coding]")) {
    if ([...runners].every((runner) => runner.root !== found)) runners.add(new Runner(found));
  }
}

startRunners(document);
document.addEventListener("htmx:afterSettle", () => startRunners(document));
