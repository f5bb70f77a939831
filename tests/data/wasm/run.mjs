// Runs one Ruby script under CRuby compiled to WASM and leaves its dumps in a folder.
// Usage: node --single-threaded run.mjs NODE_MODULES RUBY SCRIPT OUT
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [modules, ruby, script, out] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.resolve(modules, file)));
const { RubyVM } = await load("@ruby/wasm-wasi/dist/esm/index.js");
const { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } =
  await load("@bjorn3/browser_wasi_shim/dist/index.js");

// Fixed randomness and a clock that counts its readings: the same packages give the same bytes.
function makeRepeatable(wasi) {
  let seed = 1, now = 1_700_000_000_000_000_000n;
  const memory = () => wasi.inst.exports.memory.buffer;
  wasi.wasiImport.random_get = (at, size) => {
    const bytes = new Uint8Array(memory(), at, size);
    for (let i = 0; i < size; i++) bytes[i] = (seed = (seed * 1103515245 + 12345) % 2147483648) >> 16;
    return 0;
  };
  wasi.wasiImport.clock_time_get = (_id, _precision, at) => {
    new DataView(memory()).setBigUint64(at, (now += 1_000_000n), true);
    return 0;
  };
}

async function main() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const rb = fs.readdirSync(here).filter((f) => f.endsWith(".rb"));
  const results = new Directory(new Map());
  const app = new Map(rb.map((f) => [f, new File(fs.readFileSync(path.join(here, f)))]));
  app.set("out", results);

  // Dumps hold strings, so nothing of this machine may reach the VM: no environment, files in memory only.
  const print = (line) => console.error(line);
  const wasi = new WASI([], [], [
    new OpenFile(new File([])), ConsoleStdout.lineBuffered(print), ConsoleStdout.lineBuffered(print),
    new PreopenDirectory("/app", app),
  ], { debug: false });
  makeRepeatable(wasi);
  const wasm = path.join(modules, "@ruby", `${ruby}-wasm-wasi`, "dist", "ruby+stdlib.wasm");
  const { vm } = await RubyVM.instantiateModule({
    module: await WebAssembly.compile(fs.readFileSync(wasm)), wasip1: wasi,
    args: ["ruby", "--disable-gems", "-EUTF-8", "-e_=0"],
  });
  vm.eval(`require "objspace"; ObjectSpace.trace_object_allocations_start; load "/app/${script}"`);

  fs.mkdirSync(out, { recursive: true });
  for (const [name, file] of results.contents) fs.writeFileSync(path.join(out, name), file.data);
}

await main();
