/** The parts of the popup and the side panel, made once. */
import type { Words } from "../words";

export interface Parts {
  host: HTMLElement;
  retry: HTMLButtonElement;
  page: HTMLElement;
  /** The one thing that is offered for the page; its id says what. */
  offer: HTMLButtonElement;
  records: HTMLElement;
  button: HTMLElement;
  agent: HTMLElement;
  who: HTMLElement;
  signIn: HTMLButtonElement;
  switchAgent: HTMLButtonElement;
  /** Asks for leave to tell presence by Glance's own sign-in. */
  cookie: HTMLButtonElement;
  mistakes: HTMLElement;
  list: HTMLElement;
  settings: HTMLButtonElement;
  /** Opens the side panel. */
  side: HTMLButtonElement;
}

/** Makes the parts in a place. */
export function layOut(place: HTMLElement, words: Words): Parts {
  const parts: Parts = {
    host: made("p", { id: "host", role: "status" }),
    retry: button("retry", "plain", words.get("popup_retry")),
    page: made("p", { id: "page", role: "status" }),
    offer: button("offer", "", ""),
    records: made("div", { id: "records", role: "group", "aria-label": words.get("popup_records") }),
    button: made("div", { id: "button" }),
    agent: made("section", { id: "agent" }),
    who: made("p", { role: "status" }),
    signIn: button("sign-in", "", words.get("action_sign_in")),
    cookie: button("cookie", "plain", words.get("popup_cookie")),
    switchAgent: button("switch", "plain", words.get("popup_switch_agent")),
    mistakes: made("section", { id: "mistakes" }),
    list: made("ul", {}),
    settings: button("settings", "link", words.get("popup_settings")),
    side: button("side", "link", words.get("popup_side")),
  };
  for (const later of [parts.retry, parts.offer, parts.records, parts.agent, parts.mistakes]) later.hidden = true;
  parts.agent.append(parts.who, parts.signIn, parts.switchAgent, parts.cookie);
  parts.mistakes.append(titled("h2", words.get("popup_mistakes")), parts.list);
  place.append(headOf(parts, words), bodyOf(parts));
  return parts;
}

function headOf({ side, settings }: Parts, words: Words): HTMLElement {
  const head = made("header", {});
  const mark = made("span", { class: "g", "aria-hidden": "true" });
  mark.textContent = "g";
  head.append(mark, titled("h1", words.get("name")), side, settings);
  return head;
}

function bodyOf({ page, host, retry, offer, records, button, agent, mistakes }: Parts): HTMLElement {
  const body = made("main", {});
  body.append(page, host, retry, offer, records, button, agent, mistakes);
  return body;
}

function titled(tag: "h1" | "h2", text: string): HTMLElement {
  const title = made(tag, {});
  title.textContent = text;
  return title;
}

function button(id: string, kind: string, text: string): HTMLButtonElement {
  const node = made("button", { id, type: "button", class: kind });
  node.textContent = text;
  return node;
}

function made<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: { [name: string]: string }): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) node.setAttribute(name, value);
  return node;
}
