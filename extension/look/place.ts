/** Stands buttons in a CRM's page, for a picture: beside a name, docked, and a row's docked above it; ?rtl has a page that is read from right to left. */
import messages from "../_locales/en/messages.json";
import { Button } from "../src/content/button";
import type { Guard } from "../src/content/exposure";
import { fromPage, fromView, type Shown } from "../src/content/faces";
import { Place } from "../src/content/place";
import { style } from "../src/content/style";
import type { Anchor } from "../src/protocol.gen";
import { Words } from "../src/words";
import { sourceOf } from "./messagesource";
import { views } from "./views";

const source = sourceOf(messages);
(globalThis as { chrome?: unknown }).chrome = { i18n: { getMessage: source } };
globalThis.requestAnimationFrame = (then) => setTimeout(() => then(performance.now()), 16) as unknown as number; // a picture's clock draws no frames
const words = new Words(source);
const guard: Guard = { add() {}, remove() {}, moved() {}, judge: () => null, stop() {} };
const rtl = location.search === "?rtl";

document.documentElement.dir = rtl ? "rtl" : "ltr";
document.body.innerHTML = rtl
  ? "<header>العملاء</header><main><h1>فيرا زائرة</h1><dl><dt>رقم الزائر</dt><dd>vera-visitor</dd><dt>المدينة</dt><dd>بريستول</dd></dl></main>"
  : "<header>Contacts</header><main><h1>Vera Visitor</h1><dl><dt>Website visitor ID</dt><dd>vera-visitor</dd><dt>City</dt><dd>Bristol</dd></dl></main>";

function stand(shown: Shown, element: Element | null, side: Anchor["side"]): void {
  const place = new Place();
  const button = new Button(place.root, { words, guard, keyFits: () => true, act() {}, retry() {} });
  button.dress(style);
  button.show(shown);
  place.attach(element, side);
}

const face = (name: string) => fromView(views.find(({ face }) => face === name)!, "", words);
stand(face("present"), document.querySelector("h1"), "after");
stand(face("terms_shown"), null, "dock");
stand(fromPage("two_values", words), null, "dock");
