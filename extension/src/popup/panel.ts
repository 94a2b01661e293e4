/**
 * What the popup and the side panel show: one sentence about the page, the
 * same button with the same words in a window that no page can cover, who is
 * signed in, and problems where there are any.
 */
import { Button } from "../content/button";
import { NewnessGuard } from "../content/newness";
import { fromView, reasonOf } from "../content/faces";
import { leaveFor } from "../background/cookie";
import { fits } from "../content/read";
import { style } from "../content/style";
import { portNames } from "../messages";
import type { Reason, SignInState } from "../protocol.gen";
import type { FromPopup, PopupStatus, ToPopup } from "../messages";
import { whoWorks } from "../who";
import { giveLanguage, Words, type LocalReason } from "../words";
import { ClientsPart } from "./clients";
import { layOut, type Parts } from "./parts";
import { offerOf, pageSentence, siteOf, type Offer } from "./sentence";
import { openSide } from "./side";

/** The windows of the extension that show this. */
type Place = typeof portNames.popup | typeof portNames.panel;

export class StatusPanel {
  #words = new Words();
  #parts: Parts;
  #leave: () => void;
  #name: Place;
  #port: chrome.runtime.Port | null = null;
  #tab = -1;
  #window = -1;
  #url = "";
  #status: PopupStatus | null = null;
  #offer: Offer = "";
  #button: Button | null = null;
  #clients: ClientsPart;

  /** Draws into a place. Leave is called when the page itself is to be seen. The side panel stands longer than a worker lives: its port comes back with the next word. */
  constructor(place: HTMLElement, leave: () => void, name: Place = portNames.popup) {
    this.#leave = leave;
    this.#name = name;
    this.#parts = layOut(place, this.#words);
    this.#clients = new ClientsPart(this.#words, name === portNames.panel, leave);
    this.#parts.agent.before(this.#clients.node);
    const { retry, offer, settings, side, signIn, switchAgent, cookie } = this.#parts;
    giveLanguage(document.documentElement, this.#words);
    retry.addEventListener("click", () => this.#say({ type: "retry" }));
    offer.addEventListener("click", () => void this.#take());
    settings.addEventListener("click", () => void chrome.runtime.openOptionsPage().then(leave));
    side.hidden = name === portNames.panel;
    side.addEventListener("click", () => openSide(this.#window).then(leave, () => {}));
    signIn.addEventListener("click", () => this.#say({ type: "sign_in" }));
    switchAgent.addEventListener("click", () => this.#say({ type: "switch_agent" }));
    cookie.addEventListener("click", () => void this.#allowCookie());
  }

  /** Shows the tab that is in front of this window, from now on. */
  async follow(): Promise<void> {
    const [active] = await chrome.tabs.query({ active: true, currentWindow: true });
    this.#tab = active?.id ?? -1;
    this.#window = active?.windowId ?? -1;
    this.#url = active?.url ?? "";
    this.#say({ type: "status", tab: this.#tab, url: this.#url });
  }

  #say(message: FromPopup): void {
    this.#port ??= this.#connect();
    this.#port.postMessage(message);
  }

  #connect(): chrome.runtime.Port {
    const port = chrome.runtime.connect({ name: this.#name });
    port.onMessage.addListener((message: ToPopup) => (message.type === "status" ? this.#show(message.status) : this.#notice(message.reason)));
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError;
      if (port === this.#port) this.#port = null;
    });
    return port;
  }

  #show(now: PopupStatus): void {
    this.#status = now;
    const parts = this.#parts;
    const ready = now.host === "ready";
    const known = ready || now.host === "idle" || now.host === "connecting" || now.host === "renewing";
    parts.host.textContent = known && (ready || pageSentence(now, this.#words)) ? "" : this.#words.get(`popup_host_${now.host}`);
    parts.retry.hidden = known;
    parts.page.textContent = this.#name === portNames.panel && !now.url ? this.#words.get("popup_page_unknown") : pageSentence(now, this.#words);
    this.#showOffer(now);
    this.#showRegions(now);
    this.#showButton(now);
    this.#clients.show(now.host === "ready" ? now.clients : null);
    this.#showAgent(now);
    parts.mistakes.hidden = now.mistakes.length === 0;
    parts.list.replaceChildren(...now.mistakes.map(item));
  }

  #showOffer(now: PopupStatus): void {
    const { offer } = this.#parts;
    this.#offer = offerOf(now);
    offer.hidden = this.#offer === "";
    offer.id = this.#offer || "offer";
    offer.className = this.#offer === "type" || this.#offer === "stop" ? "plain" : "";
    const site = this.#offer === "frames" ? siteOf(now.frames) : siteOf(now.rule?.origins ?? []);
    offer.textContent = this.#offer && this.#words.get(offerWords[this.#offer], this.#offer === "grant" || this.#offer === "frames" ? site : "");
  }

  /** Records side by side: the one whose button stands here, and the way to the others. */
  #showRegions({ regions, view }: PopupStatus): void {
    const { records } = this.#parts;
    records.hidden = regions.length === 0;
    records.replaceChildren(...regions.map(({ name, watch }) => {
      const made = document.createElement("button");
      made.className = "plain";
      made.textContent = name;
      made.setAttribute("aria-pressed", String(view?.watch === watch));
      made.addEventListener("click", () => this.#say({ type: "status", tab: this.#tab, url: this.#url, watch }));
      return made;
    }));
  }

  /** Who is signed in is always shown; where a refusal has words of the provider's, those too. */
  #showAgent({ signIn, host, agent, view, cookie: asked }: PopupStatus): void {
    const { agent: section, who, signIn: begin, switchAgent, cookie } = this.#parts;
    const signedIn = signIn.state === "signed_in";
    const told = view?.reason === "basic_join" || view?.reason === "saml_join"; // by the page's sentence
    const sentence = signIn.state === "off" ? whoWorks(signIn, told ? null : agent, this.#words) : this.#agentSentence(signIn);
    section.hidden = (sentence === "" && !asked) || host !== "ready";
    cookie.hidden = !asked;
    who.textContent = sentence;
    begin.hidden = signedIn || signIn.state === "off";
    switchAgent.hidden = !signedIn;
  }

  #agentSentence({ state, name, kept, reason, said }: SignInState): string {
    const words = this.#words;
    if (state === "needed") return words.get("popup_sign_in_needed");
    if (state === "refused") return [words.reason(reason ?? "internal"), said ? words.get("popup_sign_in_said", said) : ""].filter(Boolean).join(" ");
    return [words.get("popup_signed_in", name ?? ""), kept ? "" : words.get("popup_not_kept")].filter(Boolean).join(" ");
  }

  #showButton({ view }: PopupStatus): void {
    const { button: place } = this.#parts;
    if (!view) {
      this.#button?.stop();
      this.#button = null;
      return place.replaceChildren();
    }
    this.#button ??= this.#dressed(place);
    this.#button.show(fromView(view, "", this.#words));
  }

  #dressed(place: HTMLElement): Button {
    const made = new Button(place, {
      words: this.#words,
      guard: new NewnessGuard(),
      keyFits: (key) => fits(key, this.#status?.keyPattern ?? ""),
      act: (action, session, key) => this.#say({ type: "do", tab: this.#tab, watch: this.#status?.view?.watch ?? "", session, action, ...(key ? { key } : {}) }),
      retry: () => this.#say({ type: "retry" }),
    });
    made.dress(style);
    return made;
  }

  /** The browser asks for the leave in the click itself; the worker hears of it by itself. */
  async #allowCookie(): Promise<void> {
    const { cookie } = this.#status ?? {};
    if (cookie && !(await chrome.permissions.request(leaveFor(cookie)))) this.#parts.who.textContent = this.#words.get("popup_cookie_declined");
  }

  /** Why something was not done; where no button is left to say it, in the page's sentence. */
  #notice(reason: Reason | LocalReason): void {
    const sentence = reasonOf(reason, this.#words);
    if (this.#button) this.#button.notice(sentence);
    else this.#parts.page.textContent = sentence;
  }

  /**
   * What is offered for the page. A grant is asked for in the click itself, for
   * the page's own site only; the worker is told before, for this window may be
   * closed by the browser's question. It hears of the grant by itself.
   */
  async #take(): Promise<void> {
    const offer = this.#offer;
    const { rule, frames = [] } = this.#status ?? {};
    if (offer === "stop") return this.#say({ type: "unpick", tab: this.#tab });
    if (offer !== "grant" && offer !== "frames") return this.#pick(offer === "add" ? "" : (rule?.id ?? ""));
    const granted = await chrome.permissions.request({ origins: offer === "frames" ? frames : (rule?.origins ?? []) });
    if (!granted) this.#parts.page.textContent = this.#words.get("popup_declined");
  }

  async #pick(rule: string): Promise<void> {
    this.#say({ type: "pick", tab: this.#tab, url: this.#url, rule });
    const granted = await chrome.permissions.request({ origins: [`https://${new URL(this.#url).hostname}/*`] });
    if (granted) return this.#leave();
    this.#say({ type: "unpick", tab: this.#tab });
    this.#parts.page.textContent = this.#words.get("popup_declined");
  }
}

const offerWords = { add: "popup_add", confirm: "popup_confirm", type: "popup_add_type", grant: "popup_turn_on", frames: "popup_turn_on", stop: "popup_stop_picking" } as const;

function item(sentence: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = sentence;
  return made;
}
