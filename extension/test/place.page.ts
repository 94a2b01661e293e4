/** Stands buttons in a browser's page, and leaves where they were to its server. */
import { dock } from "../src/content/dock";
import { Place } from "../src/content/place";
import { style } from "../src/content/style";

const seen: { [what: string]: unknown } = {};
const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
const pass = async () => {
  await frame();
  await new Promise((done) => setTimeout(done, 50));
  await frame();
};
(globalThis as { chrome?: unknown }).chrome = { i18n: { getMessage: (key: string) => key } };

/** A button of 200 px. */
function stand(): Place {
  const place = new Place();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  place.root.adoptedStyleSheets = [...place.root.adoptedStyleSheets, sheet];
  const group = document.createElement("div");
  group.className = "glance";
  group.innerHTML = '<div class="pill" style="width:200px"></div><div class="below" hidden>a sentence</div>';
  place.root.append(group);
  return place;
}
const page = (html: string) => ((document.body.innerHTML = html), document.body.style.cssText = "margin:0;font:16px/20px monospace", document.querySelector("#a") as HTMLElement);
const boxOf = (place: Place) => place.host.getBoundingClientRect();
const shown = (place: Place) => place.host.checkVisibility({ visibilityProperty: true }) && boxOf(place).width > 0;
const heading = (text: string, more = "") => `<h1 id="a" style="position:absolute;left:300px;top:100px;width:max-content;height:30px;margin:0;font:16px/30px monospace;${more}">${text}</h1>`;

/** Which side of the anchor it stands on, or that it is docked. */
function side(place: Place, anchor: Element): string {
  const [own, box] = [boxOf(place), anchor.getBoundingClientRect()];
  if (!shown(place)) return "hidden";
  if (getComputedStyle(place.host).position === "fixed") return "docked";
  if (own.bottom <= box.top) return "above";
  if (own.top >= box.bottom) return "below";
  return own.left >= box.right ? "right" : own.right <= box.left ? "left" : "on it";
}

/** Where a new button stands on a page. */
async function on(html: string, at: "after" | "before" | "below" = "after", then: () => void = () => {}): Promise<string> {
  const anchor = page(html);
  const place = stand();
  place.attach(anchor, at);
  await pass();
  then();
  await pass();
  const where = side(place, anchor);
  place.stop();
  return where;
}

async function beside(): Promise<void> {
  seen["after"] = await on(heading("Vera"));
  seen["before"] = await on(heading("Vera"), "before");
  seen["below"] = await on(heading("Vera"), "below");
  document.documentElement.dir = "rtl";
  seen["after, right to left"] = await on(heading("ورد"));
  seen["before, right to left"] = await on(heading("ورد"), "before");
  document.documentElement.dir = "ltr";
  const button = (left: number, top: number) => `<button style="position:absolute;left:${left}px;top:${top}px;width:60px;height:24px">Edit</button>`;
  seen["a control of the page's beside it"] = await on(heading("Vera") + button(400, 103));
  seen["and below it"] = await on(heading("Vera") + button(400, 103) + button(320, 136));
  seen["and above it"] = await on(heading("Vera") + button(400, 103) + button(320, 136) + button(320, 70));
  seen["on every side"] = await on(heading("Vera") + button(400, 103) + button(320, 136) + button(320, 70) + button(200, 103));
  seen["and one of them free again"] = await on(heading("Vera") + button(400, 103) + button(320, 136) + button(320, 70) + button(200, 103), "after", () => {
    document.querySelectorAll("button")[1]?.remove();
    dispatchEvent(new Event("resize"));
  });
  seen["and room for it without the dock's handle"] = await on(heading("Vera", "left:540px") + button(600, 103) + button(560, 136) + button(560, 70) + button(440, 103), "after", () => {
    document.querySelector("button")?.remove();
    dispatchEvent(new Event("resize"));
  });
  seen["a control under the anchor and all beside it is no reason"] = await on('<div tabindex="0" style="position:absolute;left:0;top:80px;width:700px;height:70px"></div>' + heading("Vera"));
  seen["an empty box beside it is no reason"] = await on(heading("Vera") + '<div style="position:absolute;left:400px;top:90px;width:300px;height:50px">.</div>'.replace(".", ""));
  seen["a text is one"] = await on(heading("Vera") + '<p style="position:absolute;left:400px;top:100px;margin:0">Gold customer</p>');
  seen["the page's focus is one"] = await on(heading("Vera") + '<div tabindex="-1" id="f" style="position:absolute;left:400px;top:100px;width:90px;height:30px"></div>', "after", () => document.querySelector<HTMLElement>("#f")?.focus());
}

async function layers(): Promise<void> {
  let anchor = page(`<div popover="manual" id="p" style="inset:0;width:500px;height:300px;border:0;padding:0;margin:0">${heading("Vera")}</div>`);
  document.querySelector<HTMLElement>("#p")?.showPopover();
  const place = stand();
  place.attach(anchor, "after");
  await pass();
  seen["in a popover"] = [side(place, anchor), place.host.matches(":popover-open"), document.elementFromPoint(boxOf(place).left + 90, boxOf(place).top + 15) === place.host];
  anchor = page(`<dialog id="d">${heading("Vera")}</dialog>`);
  document.querySelector<HTMLDialogElement>("#d")?.showModal();
  place.attach(anchor, "after");
  await pass();
  seen["in a modal dialog"] = shown(place);
  document.querySelector<HTMLDialogElement>("#d")?.close();
  anchor = page(heading("Vera"));
  place.attach(anchor, "after");
  await pass();
  seen["in the page again"] = [side(place, anchor), place.host.hasAttribute("popover")];
  place.stop();
}

async function lengths(): Promise<void> {
  const size = () => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight];
  for (const [what, dir] of [["at the page's end", "ltr"], ["at the page's end, right to left", "rtl"]] as const) {
    document.documentElement.dir = dir;
    const anchor = page('<div style="height:1500px"></div><h1 id="a" style="margin:0;font:16px/20px monospace">Vera</h1>');
    const before = size();
    const place = stand();
    scrollTo(0, 1_500);
    place.attach(anchor, "below");
    await pass();
    const pill = boxOf(place).top;
    (place.root.querySelector(".below") as HTMLElement).hidden = false;
    await pass();
    seen[what] = [side(place, anchor), size().join() === before.join(), (place.root.querySelector(".pill")?.getBoundingClientRect().top ?? 0) === pill];
    place.stop();
  }
  document.documentElement.dir = "ltr";
}

async function docked(): Promise<void> {
  page('<input id="f" style="position:fixed;right:0;bottom:0;width:400px;height:60px">');
  const [first, second] = [stand(), stand()];
  const at = (place: Place) => {
    const { left, top, right, bottom } = boxOf(place);
    return [left < innerWidth / 2 ? Math.round(left) : Math.round(right - innerWidth), top < innerHeight / 2 ? Math.round(top) : Math.round(bottom - innerHeight)];
  };
  first.attach(null, "dock");
  await pass();
  seen["docked"] = [at(first), first.root.querySelectorAll(".grip").length];
  second.attach(null, "dock");
  await pass();
  seen["two"] = [at(first), at(second)];
  document.querySelector<HTMLElement>("#f")?.focus();
  await pass();
  seen["out of the focus's way"] = [at(first), at(second)];
  document.querySelector<HTMLElement>("#f")?.blur();
  await pass();
  seen["and back"] = [at(first), at(second)];
  dock.restore({ right: false, bottom: false, x: 5_000, y: 40 });
  await pass();
  seen["where the agent put it, in a smaller window"] = [boxOf(first).right <= innerWidth, at(first)[1], at(second)[1]];
  second.attach(null, "after");
  await pass();
  seen["one taken away"] = [shown(second), second.root.querySelectorAll(".grip").length, shown(first)];
  first.stop();
  second.stop();
  seen["all gone"] = document.querySelectorAll("[data-glance-button]").length;
}

async function returns(): Promise<void> {
  const left = document.createElement("div");
  left.setAttribute("data-glance-button", "");
  document.documentElement.append(left);
  const anchor = page(heading("Vera"));
  const [first, second] = [stand(), stand()];
  first.attach(anchor, "after");
  second.attach(anchor, "below");
  seen["what another left is gone, and ours are two"] = [left.isConnected, document.querySelectorAll("[data-glance-button]").length];
  second.stop();
  first.host.remove();
  await pass();
  seen["comes back"] = [first.host.isConnected, side(first, anchor)];
  let removed = 0;
  const fight = new MutationObserver(() => first.host.isConnected && (removed++, first.host.remove()));
  fight.observe(document.documentElement, { childList: true });
  first.host.remove();
  await pass();
  fight.disconnect();
  seen["gives way to a page that fights"] = removed > 5 && removed <= 20 && !first.host.isConnected;
  await new Promise((done) => setTimeout(done, 10_500));
  first.attach(anchor, "below");
  first.host.remove();
  await pass();
  seen["and comes back later"] = first.host.isConnected;
  const root = document.documentElement;
  const copy = root.cloneNode(false);
  copy.appendChild(document.head);
  copy.appendChild(document.body);
  root.replaceWith(copy);
  await pass();
  seen["into another root"] = [first.host.isConnected, document.querySelectorAll("[data-glance-button]").length];
  first.stop();
}

async function run(): Promise<void> {
  const errors: string[] = [];
  addEventListener("error", ({ message }) => errors.push(message));
  for (const part of [beside, layers, lengths, docked, returns]) await part();
  seen["errors that the page is told of"] = errors;
}

void run().catch((why) => (seen["failed"] = String(why?.stack ?? why))).then(() => fetch("/seen", { method: "POST", body: JSON.stringify(seen) }));
