/**
 * What stands in the popup and the side panel where Glance's program is
 * offered and not installed: where it comes from, and in the panel Glance's
 * own page of buttons, which is not loaded before the agent asks for it.
 */
import { isPage } from "../background/clients";
import type { ClientsResult } from "../protocol.gen";
import type { Words } from "../words";

/** The hosts that the extension's pages may frame; its content security policy says the same. */
const framed = /(^|\.)(glance\.net|glance\.cx|myglance\.net)$/;

export class ClientsPart {
  readonly node = document.createElement("section");
  #words: Words;
  #inPanel: boolean;
  #sentence = document.createElement("p");
  #get = plainButton("get-program");
  #buttons = plainButton("glance-buttons");
  #frame: HTMLIFrameElement | null = null;
  #pages: Pick<ClientsResult, "download" | "buttons"> = {};

  /** Leave is called when a page was opened in a tab. */
  constructor(words: Words, inPanel: boolean, leave: () => void) {
    this.#words = words;
    this.#inPanel = inPanel;
    this.node.id = "clients";
    this.node.hidden = true;
    this.#sentence.textContent = words.get("popup_no_program");
    this.#get.textContent = words.get("popup_get_program");
    this.#buttons.textContent = words.get("popup_glance_buttons");
    this.#get.addEventListener("click", () => void openTab(this.#pages.download).then(leave));
    this.#buttons.addEventListener("click", () => void this.#toggle(leave));
    this.node.append(this.#sentence, this.#get, this.#buttons);
  }

  show(clients: ClientsResult | null): void {
    const screens = clients?.offered?.some((action) => action === "show" || action === "view") ?? false;
    this.node.hidden = !screens || clients!.classic.installed;
    if (this.node.hidden) return this.#close();
    this.#pages = { ...(clients?.download ? { download: clients.download } : {}), ...(clients?.buttons ? { buttons: clients.buttons } : {}) };
    this.#get.hidden = !isPage(this.#pages.download ?? "");
    this.#buttons.hidden = !this.#inPanel || !isPage(this.#pages.buttons ?? "");
    if (this.#frame && this.#frame.src !== this.#pages.buttons) this.#close();
  }

  async #toggle(leave: () => void): Promise<void> {
    const url = this.#pages.buttons ?? "";
    if (this.#frame) return this.#close();
    if (!mayFrame(url)) return openTab(url).then(leave);
    this.#frame = document.createElement("iframe");
    this.#frame.title = this.#words.get("popup_glance_buttons");
    this.#frame.referrerPolicy = "no-referrer";
    this.#frame.src = url;
    this.#buttons.setAttribute("aria-expanded", "true");
    this.node.append(this.#frame);
  }

  #close(): void {
    this.#frame?.remove();
    this.#frame = null;
    this.#buttons.setAttribute("aria-expanded", "false");
  }
}

/** Whether a page may stand inside ours: another host's is opened in a tab. */
export function mayFrame(url: string): boolean {
  if (!isPage(url)) return false;
  const { hostname, port, username } = new URL(url);
  return framed.test(hostname) && port === "" && username === "";
}

async function openTab(url = ""): Promise<void> {
  if (isPage(url)) await chrome.tabs.create({ url });
}

function plainButton(id: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.id = id;
  made.className = "plain";
  return made;
}
