import assert from "node:assert/strict";
import { test } from "node:test";
import ar from "../_locales/ar/messages.json";
import de from "../_locales/de/messages.json";
import en from "../_locales/en/messages.json";
import { sourceOf, type Messages } from "../look/messagesource";
import { Words } from "../src/words";

const english = en as Messages;
const others: { [language: string]: Messages } = { de, ar };

/** Characters that no reader sees, of those that the locales use. */
const unseen = /[\u200e\u200f\u2068\u2069]/g;
const placeholder = /\$[A-Z_]+\$/g;

/** How many characters the pill shows of a part, before it is cut short. */
const most = { words: 44, next: 42, link: 32 };

/** Messages that are the same in every language: names of protocols, of programs, and what is typed. */
const same = /^(setting_(lookup|authorization)Names_|setting_lookupEncoding_(soap|json)$|(action|setting_openLocation)_panorama$)/;

const usedIn = (message: string) => [...new Set(message.match(placeholder) ?? [])].sort();

for (const [language, messages] of Object.entries(others)) {
  test(`${language}: every message of the English, and none beside them`, () => {
    assert.deepEqual(Object.keys(messages).filter((key) => !english[key]), []);
    assert.deepEqual(Object.keys(english).filter((key) => !messages[key]), []);
  });

  test(`${language}: no message is empty, and none is left out that the English has`, () => {
    for (const [key, { message }] of Object.entries(messages)) {
      assert.notEqual(message.replace(unseen, "").trim(), "", key);
      assert.equal(message === "-", english[key]?.message === "-", key);
    }
  });

  test(`${language}: the same placeholders`, () => {
    for (const [key, { message, placeholders }] of Object.entries(messages)) {
      assert.deepEqual(usedIn(message), usedIn(english[key]?.message ?? ""), key);
      const contents = (of: Messages[string]["placeholders"]) => Object.fromEntries(Object.entries(of ?? {}).map(([name, { content }]) => [name, content]));
      assert.deepEqual(contents(placeholders), contents(english[key]?.placeholders), key);
    }
  });

  test(`${language}: what the pill shows is short`, () => {
    const long = (pattern: RegExp, limit: number) => Object.keys(messages).filter((key) => pattern.test(key) && sourceOf(messages)(key, ["Vera", "4821"]).replace(unseen, "").length > limit);
    assert.deepEqual(long(/^(face|host|local)_.*_words(_named)?$/, most.words), []);
    assert.deepEqual(long(/^(face|host)_.*_next(_named)?$|^page_on/, most.next), []);
    assert.deepEqual(long(/^(action|share|link)_/, most.link), []);
  });

  test(`${language}: it says which language it is`, () => {
    assert.equal(messages["language"]?.message, language);
    assert.equal(messages["direction"]?.message, language === "ar" ? "rtl" : "ltr");
  });
}

test("de: nothing is left in English", () => {
  const sentence = (message: string) => message.includes(" ") && message.replace(placeholder, "").replace(/\bHTTP \d+\b/, "").length > 14;
  const left = Object.entries(de as Messages).filter(([key, { message }]) => sentence(message) && message === english[key]?.message);
  assert.deepEqual(left.map(([key]) => key), []);
  assert.deepEqual(Object.entries(de as Messages).filter(([, { message }]) => /\b(the|your|this|customer|press)\b/i.test(message)).map(([key]) => key), []);
});

test("ar: every message is in Arabic letters, but for what has none", () => {
  const left = Object.entries(ar as Messages).filter(([key, { message }]) => {
    const without = message.replace(placeholder, "").replace(unseen, "");
    return message !== "-" && !["language", "direction"].includes(key) && !same.test(key) && /[A-Za-z]/.test(without) && !/[\u0600-\u06ff]/.test(without);
  });
  assert.deepEqual(left.map(([key]) => key), []);
});

test("ar: a name, a key or an address cannot turn the sentence round it", () => {
  for (const [key, { message }] of Object.entries(ar as Messages)) {
    assert.equal(message.match(placeholder)?.length ?? 0, message.match(/\u2068\$[A-Z_]+\$\u2069/g)?.length ?? 0, key);
    assert.doesNotMatch(message, /[\u202a-\u202e\u2066\u2067]/, key);
  }
});

test("ar: a sentence that begins with a name in Latin letters is read from the right all the same", () => {
  const left = Object.entries(ar as Messages).filter(([, { message }]) => /[\u0600-\u06ff]/.test(message) && /^[A-Za-z]/.test(message.replace(/\u2068[^\u2069]*\u2069/g, "").replace(/^[^A-Za-z\u0600-\u06ff\u200f]+/, "")));
  assert.deepEqual(left.map(([key]) => key), []);
});

test("ar: the button names the customer, isolated", () => {
  assert.equal(new Words(sourceOf(ar as Messages)).get("face_joined_words", "Vera"), "مع \u2068Vera\u2069");
});
