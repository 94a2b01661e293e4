/**
 * The page that opens a viewer: it asks for its ticket, once, and posts it, so
 * that what is in it stays out of history. It keeps nothing.
 */
import { isForProgram } from "../background/clients";
import { portNames } from "../messages";
import type { FromJoin, ToJoin } from "../messages";
import type { Ticket } from "../protocol.gen";
import { giveLanguage, Words } from "../words";

const words = new Words();
const sentence = document.querySelector("p") as HTMLParagraphElement;
const again = document.querySelector("button") as HTMLButtonElement;
let port: chrome.runtime.Port | null = null;
let leaving = false;

function start(): void {
  giveLanguage(document.documentElement, words);
  sentence.textContent = words.get("join_opening");
  again.textContent = words.get("join_again");
  again.addEventListener("click", () => {
    again.hidden = true;
    say({ type: "again" });
  });
  // The next order may come to this very page: only its hash differs then.
  addEventListener("hashchange", () => location.reload());
  document.addEventListener("securitypolicyviolation", () => {
    leaving = false;
    say({ type: "blocked" });
    fail("join_blocked");
  });
  say({ type: "ticket" });
}

function say(message: FromJoin): void {
  port ??= connect();
  port.postMessage(message);
}

function connect(): chrome.runtime.Port {
  const made = chrome.runtime.connect({ name: portNames.join });
  made.onMessage.addListener((message: ToJoin) => receive(message));
  made.onDisconnect.addListener(() => {
    port = null;
    if (leaving) say({ type: "submitting" }); // the worker was restarted: the new one sees us leave
    else fail("join_host");
  });
  return made;
}

function receive(message: ToJoin): void {
  if (message.type === "ticket") return open(message.ticket);
  if (message.type === "no_ticket") return fail(`join_${message.why}`, message.why !== "foreign");
  if (!message.ok) fail(`join_${message.why}`, false);
}

/** Goes there. The host has judged the address; here it is only seen to be https. */
function open({ url, method, fields }: Ticket): void {
  if (isForProgram(url)) return hand(url);
  const target = URL.canParse(url) ? new URL(url) : null;
  if (target?.protocol !== "https:") {
    say({ type: "blocked" });
    return fail("join_blocked");
  }
  leaving = true;
  say({ type: "submitting" });
  if (method !== "GET") return post(target, fields);
  for (const { name, value } of fields ?? []) target.searchParams.append(name, value);
  location.replace(target);
}

/** The browser asks whether Glance's program may be opened; what the agent answers is not told. */
function hand(url: string): void {
  say({ type: "handed" });
  sentence.textContent = words.get("join_handed");
  location.assign(url);
}

function post(target: URL, fields: Ticket["fields"]): void {
  const form = document.createElement("form");
  form.method = "POST";
  form.action = target.href;
  form.target = "_self";
  form.hidden = true;
  for (const { name, value } of fields ?? []) form.append(unkept(name, value));
  document.body.append(form);
  form.submit();
  form.remove();
}

/**
 * A browser keeps a posted form on the disk, to post it again when it restores
 * the tab; one with a password field it does not keep.
 */
function unkept(name: string, value: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "password";
  input.autocomplete = "off";
  input.name = name;
  input.value = value;
  return input;
}

function fail(key: string, mayTryAgain = true): void {
  sentence.textContent = words.get(key);
  again.hidden = !mayTryAgain;
}

start();
