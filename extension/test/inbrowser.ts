import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const browsers = ["/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome"];
export const chromium = browsers.find((path) => existsSync(path));

/** Why a test that needs a browser is skipped; false where there is one. */
export const skip = chromium ? false : "no Chromium is installed";

/** Loads a page script in a real browser and gives what it left as JSON in the title. The browser's clock runs ahead as far as the page's timers ask, for forty seconds at most. */
export async function inBrowser(name: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "page-"));
  try {
    const script = await readFile(new URL(`./${name}.page.js`, import.meta.url), "utf8");
    await writeFile(join(folder, "page.js"), script);
    await writeFile(join(folder, "page.html"), '<!doctype html><meta charset="utf-8"><title></title><body><script src="page.js"></script>');
    const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--virtual-time-budget=40000", `--user-data-dir=${join(folder, "profile")}`, "--dump-dom"];
    const { stdout } = await promisify(execFile)(chromium as string, [...flags, `file://${join(folder, "page.html")}`], { timeout: 90_000, maxBuffer: 1 << 24 });
    return JSON.parse((/<title>(.*?)<\/title>/s.exec(stdout)?.[1] || "[]").replaceAll("&amp;", "&"));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
