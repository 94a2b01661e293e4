// Takes pictures of every face and of the options page, light, dark and in forced colours, into build/look.
//   node look/take.mjs [--locale de] [the beginning of a picture's name]      OUT=folder for another one
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values: { locale }, positionals: [only] } = parseArgs({ allowPositionals: true, options: { locale: { type: "string", default: "en" } } });
const out = process.env.OUT ?? join(here, "../build/look", locale === "en" ? "" : locale);
const chromium = ["/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (!chromium) throw new Error("no Chromium found: install the package chromium");

const looks = {
  light: ["--blink-settings=preferredColorScheme=1"],
  dark: ["--blink-settings=preferredColorScheme=0"],
  forced: ["--force-high-contrast", "--enable-features=ForcedColors", "--blink-settings=forcedColors=1,preferredColorScheme=0"],
};

// What is looked at: the page, the window's size, and flags of its own. 200 % is a window of half the width.
const views = {
  "": { page: "look.html", size: "1600,2700" },
  "place-": { page: "place.html", size: "900,520" },
  "place-rtl-": { page: "place.html?rtl", size: "900,520" },
  "place-zoomed-": { page: "place.html", size: "450,520", flags: ["--force-device-scale-factor=2"] },
  "options-": { page: "options.html?live", size: "1200,1300" },
  "options-wrong-": { page: "options.html?wrong", size: "1200,900" },
  "options-rules-": { page: "options.html?rules", size: "1200,1500" },
  "options-rules-narrow-": { page: "options.html?rules", size: "500,1700" },
  "options-search-": { page: "options.html?search", size: "1200,900" },
  "options-away-": { page: "options.html?away", size: "1200,900" },
  "options-zoomed-": { page: "options.html?live", size: "640,2000", flags: ["--force-device-scale-factor=2"] },
  "options-narrow-": { page: "options.html", size: "500,2000" },
};

// The pictures' words are the English ones in the code; another locale's take their place when it is built.
const inLocale = { name: "locale", setup: ({ onResolve }) => onResolve({ filter: /_locales\/en\/messages\.json$/ }, () => ({ path: join(here, `../_locales/${locale}/messages.json`) })) };

await mkdir(out, { recursive: true });
await build({ plugins: [inLocale], bundle: true, entryPoints: [join(here, "page.ts"), join(here, "place.ts"), join(here, "options.ts")], outdir: out, format: "iife", charset: "utf8" });
for (const name of ["look.html", "place.html"]) await cp(join(here, name), join(out, name));
for (const name of ["options.html", "options.css"]) await cp(join(here, "../src/options", name), join(out, name));
for (const [view, { page, size, flags = [] }] of Object.entries(views)) {
  for (const look of Object.keys(looks)) if (!only || `${view}${look}`.startsWith(only)) await take(`${view}${look}`, page, [`--window-size=${size}`, ...flags, ...looks[look]]);
}

async function take(name, page, flags) {
  const profile = await mkdtemp(join(tmpdir(), "look-"));
  const always = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars", `--user-data-dir=${profile}`, "--virtual-time-budget=500"];
  await promisify(execFile)(chromium, [...always, ...flags, `--screenshot=${join(out, name)}.png`, `file://${join(out, page)}`], { timeout: 90_000 });
  await rm(profile, { recursive: true, force: true });
  console.log(join(out, `${name}.png`));
}
