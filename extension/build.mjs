// Builds the extension; all but the content script unminified, so that a reviewer reads what runs.
//   node build.mjs [--browser chromium] [--out build/chromium]
//   node build.mjs --sites 'https://crm.example.com/*,https://*.help.example.com/*'      the managed flavour, which requires these
//   node build.mjs --tests      test/*.test.ts into build/test
//   node build.mjs --page NAME --out FILE      test/NAME.page.ts, for a browser
import { build } from "esbuild";
import { minify } from "terser";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { gzipSync } from "node:zlib";

// Bytes, gzipped, that the content script may weigh.
const MOST_CONTENT = 25 * 1024;
// Properties that the content script alone knows, shortened in it: no browser has them, no message, no rule, no script of another version.
const OWN_NAMES = /^(advice|alone|among|asked|attach|attend|believe|besideLabel|bound|broken|busy|byKey|ceiling|certain|coming|corner|displaced|downAt|drag|dragged|draw|dress|dressed|drop|element|enter|exposedNow|exposedSince|focused|framesOf|fresh|grab|group|guard|home|hostIs|invalid|judge|keyFits|keyLabel|keySay|labelled|labelsOf|lift|marks|meant|newly|nextTitle|node|nodes|nodesOf|notice|on(Lifted|Moved|Returned|Used)|orphaned|places|point|quiet|quoted|reachable|read|reading|readings|receive|renew|rest|restart|resume|retry|roots|seek|settle|shiftOf|signs|soon|stand|stood|subject|sure|telling|textsOf|times|took|trusted|turned|typing|unseen|used|vague|vain|viewed|waits|wanted|ways|when|whole)$/;
const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { browser: { type: "string", default: "chromium" }, out: { type: "string" }, sites: { type: "string" }, tests: { type: "boolean" }, page: { type: "string" } } });

const shared = { absWorkingDir: here, bundle: true, charset: "utf8", logLevel: "warning", legalComments: "none" };
const targets = { chromium: "chrome120", firefox: "firefox142" };

async function extension(browser, out) {
  const target = targets[browser];
  if (!target) throw new Error(`unknown browser ${browser}; there are: ${Object.keys(targets).join(", ")}`);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const entryPoints = {
    background: "src/background/worker.ts",
    popup: "src/popup/popup.ts",
    panel: "src/panel/panel.ts",
    join: "src/join/join.ts",
    options: "src/options/options.ts",
    picker: "src/picker/main.ts",
    try: "src/picker/try.ts",
  };
  const at = Object.fromEntries(Object.entries(entryPoints).map(([name, path]) => [name, join(here, path)]));
  await bundle({ entryPoints: at, outdir: out, target });
  // Each page pays for this one, so it is minified; it is built from nothing but src/content and what that imports.
  await apart();
  await bundle({ entryPoints: { content: join(here, "src/content/main.ts") }, outdir: out, target, minify: true, mangleProps: OWN_NAMES }, shortest);
  await weigh(join(out, "content.js"));
  for (const page of ["popup", "panel", "join", "options"]) await cp(join(here, "src", page, `${page}.html`), join(out, `${page}.html`));
  for (const page of ["popup", "join", "options"]) await cp(join(here, "src", page, `${page}.css`), join(out, `${page}.css`)); // the side panel's is the popup's
  await writeFile(join(out, "manifest.json"), await manifest(browser));
  if (browser === "chromium") await writeFile(join(out, "managed.json"), await generated("--managed"));
  await cp(join(here, "_locales"), join(out, "_locales"), { recursive: true });
  await cp(join(here, "icons"), join(out, "icons"), { recursive: true });
}

async function bundle(options, shorten = (text) => text) {
  const { outputFiles } = await build({ ...shared, ...options, format: "iife", write: false });
  for (const { path, text } of outputFiles) await writeFile(path, await shorten(withoutComments(text)));
}

// What esbuild made, made a thirtieth shorter.
async function shortest(text) {
  const { code } = await minify(text, { ecma: 2020, compress: { passes: 3 } });
  return code;
}

// What a page is given is code; what it means stands in src.
function withoutComments(text) {
  return text.replace(/^ *(\/\*\*[^\n]*\*\/|\/\/ src\/.*)\n|\/\* @__PURE__ \*\/ /gm, "").replace(/^ {2}/gm, "");
}

// What others say to the content script, or hear of it, has none of its own names.
async function apart() {
  for (const file of ["messages.ts", "protocol.gen.ts"]) {
    const code = (await readFile(join(here, "src", file), "utf8")).replace(/\/\*[^]*?\*\/|\/\/.*|"[^"\n]*"/g, "");
    const shared = code.match(/\w+/g).find((name) => OWN_NAMES.test(name));
    if (shared) throw new Error(`${file} has the name ${shared}: take it out of OWN_NAMES`);
  }
}

async function weigh(path) {
  const size = gzipSync(await readFile(path), { level: 9 }).length;
  if (size > MOST_CONTENT) throw new Error(`${path} is ${size} bytes gzipped; a page is asked to load ${MOST_CONTENT} at most`);
}

// The manifest has one source for all browsers: manifests/extension.json.
async function manifest(browser) {
  const { version } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
  const flavour = values.sites === undefined ? [] : ["--flavour", "managed", "--sites", values.sites];
  return generated("--browser", browser, "--version", version, ...flavour);
}

async function generated(...args) {
  const { stdout } = await promisify(execFile)("go", ["run", "-trimpath", "./manifests/gen", ...args], { cwd: join(here, ".."), env: { ...process.env, CGO_ENABLED: "0" } }); // as what is shipped is built
  return stdout;
}

async function tests(out) {
  await rm(out, { recursive: true, force: true });
  const all = await readdir(join(here, "test"));
  const names = all.filter((name) => name.endsWith(".test.ts"));
  const pages = all.filter((name) => name.endsWith(".page.ts"));
  await build({ ...shared, entryPoints: names.map((name) => join(here, "test", name)), outdir: out, outExtension: { ".js": ".mjs" }, format: "esm", platform: "node", target: "node20" });
  await build({ ...shared, entryPoints: pages.map((name) => join(here, "test", name)), outdir: out, format: "iife", target: targets.chromium });
}

if (values.tests) await tests(join(here, "build/test"));
else if (values.page) await build({ ...shared, entryPoints: [join(here, "test", `${values.page}.page.ts`)], outfile: resolve(values.out), format: "iife", target: targets.chromium });
else await extension(values.browser, resolve(values.out ?? join(here, "build", values.browser)));
