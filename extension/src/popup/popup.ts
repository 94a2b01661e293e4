/**
 * The popup: whether the host is there, why this page has a button or none,
 * and the same button with the same words, in a window that no page can cover.
 */
import { Button } from "../content/button";
import { NewnessGuard } from "../content/newness";
import { fromPage, fromView } from "../content/faces";
import { fits } from "../content/read";
import { style } from "../content/style";
import { portNames } from "../messages";
import type { Reason, SignInState } from "../protocol.gen";
import type { FromPopup, PopupStatus, ToPopup } from "../messages";
import { whoWorks } from "../who";
import { Words } from "../words";

const words = new Words();
const port = chrome.runtime.connect({ name: portNames.popup });
const find = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector) as T;
const say = (message: FromPopup) => port.postMessage(message);

let tab = -1;
let status: PopupStatus | null = null;
let button: Button | null = null;

async function open(): Promise<void> {
  document.documentElement.lang = chrome.i18n.getUILanguage();
  find("h1").textContent = words.get("name");
  find("#retry").textContent = words.get("popup_retry");
  find("#mistakes h2").textContent = words.get("popup_mistakes");
  find("#retry").addEventListener("click", () => say({ type: "retry" }));
  find("#grant").addEventListener("click", () => void grant());
  find("#sign-in").textContent = words.get("action_sign_in");
  find("#settings").textContent = words.get("popup_settings");
  find("#settings").addEventListener("click", () => void chrome.runtime.openOptionsPage().then(() => close()));
  find("#switch").textContent = words.get("popup_switch_agent");
  find("#sign-in").addEventListener("click", () => say({ type: "sign_in" }));
  find("#switch").addEventListener("click", () => say({ type: "switch_agent" }));
  port.onMessage.addListener((message: ToPopup) => (message.type === "status" ? show(message.status) : notice(message.reason)));
  const [active] = await chrome.tabs.query({ active: true, currentWindow: true });
  tab = active?.id ?? -1;
  say({ type: "status", tab, url: active?.url ?? "" });
}

function show(now: PopupStatus): void {
  status = now;
  const ready = now.host === "ready";
  find("#host").textContent = words.get(`popup_host_${now.host}`);
  find("#host").title = ready ? words.get("popup_host_version", now.hostVersion) : "";
  find("#retry").hidden = ready || now.host === "connecting" || now.host === "idle";
  find("#page").textContent = pageSentence(now);
  const site = siteOf(now);
  find("#grant").hidden = !now.rule || now.rule.granted;
  find("#grant").textContent = words.get("popup_turn_on", site);
  showButton(now);
  showAgent(now);
  find("#mistakes").hidden = now.mistakes.length === 0;
  find("#mistakes ul").replaceChildren(...now.mistakes.map(item));
}

function pageSentence({ rule, rules, view, why, host }: PopupStatus): string {
  if (!rule) return rules === 0 && host !== "ready" ? "" : words.get(rules === 0 ? "popup_no_rules" : "popup_no_rule");
  if (!rule.granted) return words.get("popup_off", siteOf({ rule }));
  if (why) return fromPage(why as Reason, words).below;
  if (host !== "ready") return ""; // nothing is known of the page then
  if (!view) return words.get("popup_on_no_record", rule.name);
  const basic = view.reason === "basic_join" || view.reason === "saml_join" ? words.reason(view.reason) : ""; // what else would say that nobody is signed in
  return [words.get("popup_rule", rule.name), basic].filter(Boolean).join(" ");
}

/** The site as a person calls it: the host of the first address that would be granted. */
function siteOf({ rule }: Pick<PopupStatus, "rule">): string {
  return (rule?.origins[0] ?? "").replace(/^https:\/\//, "").replace(/\/\*$/, "").replace(/^\*\./, "");
}

/** Who is signed in is always shown; where a refusal has words of the provider's, those too. */
function showAgent({ signIn, host, agent, view }: PopupStatus): void {
  const signedIn = signIn.state === "signed_in";
  const told = view?.reason === "basic_join" || view?.reason === "saml_join"; // by the page's sentence
  const sentence = signIn.state === "off" ? whoWorks(signIn, told ? null : agent, words) : agentSentence(signIn);
  find("#agent").hidden = sentence === "" || host !== "ready";
  find("#agent p").textContent = sentence;
  find("#sign-in").hidden = signedIn || signIn.state === "off";
  find("#switch").hidden = !signedIn;
}

function agentSentence({ state, name, kept, reason, said }: SignInState): string {
  if (state === "needed") return words.get("popup_sign_in_needed");
  if (state === "refused") return [words.reason(reason ?? "internal"), said ? words.get("popup_sign_in_said", said) : ""].filter(Boolean).join(" ");
  return [words.get("popup_signed_in", name ?? ""), kept ? "" : words.get("popup_not_kept")].filter(Boolean).join(" ");
}

function item(sentence: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = sentence;
  return made;
}

function showButton({ view }: PopupStatus): void {
  const place = find("#button");
  if (!view) {
    button?.stop();
    button = null;
    return place.replaceChildren();
  }
  button ??= dressed(place);
  button.show(fromView(view, "", words));
}

function dressed(place: HTMLElement): Button {
  const made = new Button(place, {
    words,
    guard: new NewnessGuard(),
    keyFits: (key) => fits(key, status?.keyPattern ?? ""),
    act: (action, session, key) => say({ type: "do", tab, watch: status?.view?.watch ?? "", session, action, ...(key ? { key } : {}) }),
    retry: () => say({ type: "retry" }),
  });
  made.dress(style);
  return made;
}

/** Why something was not done; where no button is left to say it, in the page's sentence. */
function notice(reason: Reason): void {
  if (button) button.notice(words.reason(reason));
  else find("#page").textContent = words.reason(reason);
}

/** Asks the browser for this site only; the worker hears of the grant by itself. */
async function grant(): Promise<void> {
  const origins = status?.rule?.origins ?? [];
  const granted = await chrome.permissions.request({ origins });
  if (!granted) find("#page").textContent = words.get("popup_declined");
}

void open();
