// Python for one coding question, in a thread of its own: no page, no network, limited memory. The page ends it
// by terminating it. The server puts two lines in front: HARNESS (harness.py) and INTERPRETER (its folder), and
// sends this script with a policy of its own: connections and scripts only to the interpreter's files.
const MEMORY_LIMIT = 512 * 1024 * 1024;
const LONGEST_OUTPUT = 20000;
const post = self.postMessage.bind(self);
const now = performance.now.bind(performance);

// What stays of the global scope once Python is there: the language itself, and what the interpreter needs to
// run. A list of what stays and not of what goes: browsers keep inventing ways to talk.
const KEPT = new Set([
  "Object", "Function", "Array", "Number", "parseFloat", "parseInt", "Infinity", "NaN", "undefined", "Boolean", "String", "Symbol",
  "Date", "Promise", "RegExp", "Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError",
  "URIError", "globalThis", "JSON", "Math", "Intl", "ArrayBuffer", "Atomics", "Uint8Array", "Int8Array", "Uint16Array",
  "Int16Array", "Uint32Array", "Int32Array", "BigUint64Array", "BigInt64Array", "Uint8ClampedArray", "Float16Array",
  "Float32Array", "Float64Array", "DataView", "Map", "BigInt", "Set", "Iterator", "WeakMap", "WeakSet", "WeakRef",
  "FinalizationRegistry", "Proxy", "Reflect", "SuppressedError", "DisposableStack", "AsyncDisposableStack", "decodeURI",
  "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape", "isFinite", "isNaN", "WebAssembly",
  "constructor", "self", "performance", "crypto", "console", "setTimeout", "clearTimeout", "TextDecoder", "TextEncoder", "DOMException",
]);

function closeTheDoors() {
  for (let scope = self; scope && scope !== Object.prototype; scope = Object.getPrototypeOf(scope)) {
    for (const name of Reflect.ownKeys(scope)) {
      if (KEPT.has(name) || typeof name === "symbol") continue;
      if (Reflect.deleteProperty(scope, name)) continue;
      // What cannot be deleted may at least be overwritten.
      Reflect.set(scope, name, undefined);
    }
  }
}

// Memory grows by this one call; refusing it is what Python reports as a MemoryError.
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65536 > MEMORY_LIMIT) throw new RangeError("memory limit");
  return grow.call(this, pages);
};

let output = [];
let waiting = 0;
let written = 0;
let flushed = 0;
const decoder = new TextDecoder();

function flush() {
  if (output.length) post({ kind: "output", text: output.join("") });
  output = [];
  waiting = 0;
  flushed = now();
}

// In pieces, while the code runs: a loop that never ends has then still shown what it printed.
function write(bytes) {
  const room = LONGEST_OUTPUT - written;
  if (room > 0) {
    const text = decoder.decode(bytes, { stream: true }).slice(0, room);
    written += text.length;
    waiting += text.length;
    output.push(text);
    if (written >= LONGEST_OUTPUT) output.push("\n… (the rest is left out)");
  }
  if (waiting > 2000 || now() - flushed > 200) flush();
  return bytes.length;
}

async function start() {
  const { loadPyodide } = await import(INTERPRETER + "pyodide.mjs");
  const python = await loadPyodide({ indexURL: INTERPRETER, jsglobals: Object.create(null) });
  python.setStdout({ write });
  python.setStderr({ write });
  python.setStdin({ error: true });
  python.runPython(HARNESS);
  // Nothing of ours is left to be imported either.
  python.runPython("import sys\nsys.modules['js'] = sys.modules['pyodide_js'] = None");
  const run = python.globals.get("run");
  closeTheDoors();
  return run;
}

let run = null;
const ready = start().then(
  (started) => {
    run = started;
    post({ kind: "ready" });
  },
  (error) => post({ kind: "broken", text: String(error) }),
);

self.addEventListener("message", async ({ data }) => {
  await ready;
  if (!run) return;
  written = 0;
  flushed = now();
  post({ kind: "running" });
  try {
    run(data.code, data.tests, data.hidden, (text) => {
      flush();
      post({ kind: "event", text });
    });
    flush();
    post({ kind: "done" });
  } catch (error) {
    flush();
    post({ kind: "broken", text: String(error) });
  }
});
