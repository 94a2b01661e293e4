// Takes pictures of every face, light, dark and in forced colours, into build/look.
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../build/look");
const chromium = ["/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (!chromium) throw new Error("no Chromium found: install the package chromium");

const looks = {
  light: ["--blink-settings=preferredColorScheme=1"],
  dark: ["--blink-settings=preferredColorScheme=0"],
  forced: ["--force-high-contrast", "--enable-features=ForcedColors", "--blink-settings=forcedColors=1,preferredColorScheme=0"],
};

await mkdir(out, { recursive: true });
await build({ bundle: true, entryPoints: [join(here, "page.ts")], outdir: out, format: "iife", charset: "utf8" });
await cp(join(here, "look.html"), join(out, "look.html"));
for (const [name, flags] of Object.entries(looks)) {
  const profile = await mkdtemp(join(tmpdir(), "look-"));
  const always = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`, "--window-size=1400,1200", "--virtual-time-budget=500"];
  await promisify(execFile)(chromium, [...always, ...flags, `--screenshot=${join(out, name)}.png`, `file://${join(out, "look.html")}`], { timeout: 90_000 });
  await rm(profile, { recursive: true, force: true });
  console.log(join(out, `${name}.png`));
}
