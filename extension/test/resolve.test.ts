import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { cases } from "./resolve.page";

const browsers = ["/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const chromium = browsers.find((path) => existsSync(path));

/** Loads the page script in a real browser and gives what it left in the title. */
async function inBrowser(browser: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "resolve-"));
  try {
    const script = await readFile(new URL("./resolve.page.js", import.meta.url), "utf8");
    await writeFile(join(folder, "page.js"), script);
    await writeFile(join(folder, "page.html"), '<!doctype html><meta charset="utf-8"><title></title><body><script src="page.js"></script>');
    const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${join(folder, "profile")}`, "--dump-dom"];
    const { stdout } = await promisify(execFile)(browser, [...flags, `file://${join(folder, "page.html")}`], { timeout: 90_000, maxBuffer: 1 << 24 });
    return JSON.parse((/<title>(.*?)<\/title>/s.exec(stdout)?.[1] ?? "[]").replaceAll("&amp;", "&")) as string[];
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

test("fields are read from pages as people see them", { skip: chromium ? false : "no Chromium is installed" }, async () => {
  const got = await inBrowser(chromium as string);
  const seen = Object.fromEntries(cases.map(({ what }, at) => [what, got[at]]));
  assert.deepEqual(seen, Object.fromEntries(cases.map(({ what, want }) => [what, want])));
});
