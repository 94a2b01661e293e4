import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "./inbrowser";

/** How long a page may take, in milliseconds. */
const PATIENCE = 90_000;
const html = (name: string) => `<!doctype html><meta charset="utf-8"><title>test</title><body><script src="${name}.page.js"></script>`;

/** Loads a page script in a real browser that draws, with the clock on the wall, and gives what the page posts to /seen. */
export async function drawn(name: string): Promise<unknown> {
  const profile = await mkdtemp(join(tmpdir(), "drawn-"));
  const { promise, resolve } = withResolvers();
  const server = createServer(async (asked, answer) => {
    if (asked.method === "POST") resolve(JSON.parse(await bodyOf(asked)));
    const script = asked.url === `/${name}.page.js`;
    answer.setHeader("Content-Type", script ? "text/javascript" : "text/html").end(script ? await readFile(new URL(`./${name}.page.js`, import.meta.url)) : html(name));
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = spawn(chromium as string, ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=800,600", `--user-data-dir=${profile}`, address], { stdio: "ignore" });
  const late = setTimeout(() => resolve("nothing was seen in time"), PATIENCE);
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    const gone = new Promise((ended) => browser.once("exit", ended));
    browser.kill();
    await gone;
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function withResolvers(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
