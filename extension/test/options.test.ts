import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import messages from "../_locales/en/messages.json";
import { desk, report } from "../look/desk";
import { sourceOf as messageSource, type Messages } from "../look/messagesource";
import { definitionOf, definitions } from "../src/options/definitions";
import { exported, exportName } from "../src/options/export";
import { grouped, groups } from "../src/options/groups";
import { about, mistakeOf } from "../src/options/mistakes";
import { reportText } from "../src/options/report";
import { finds } from "../src/options/search";
import { sourceOf } from "../src/options/source";
import { jsonOf, textOf } from "../src/options/value";
import { liveHelds, liveLetters, liveNames, liveStates, settingSources, type Setting } from "../src/protocol.gen";
import { agentOf, whoWorks } from "../src/who";
import { Words } from "../src/words";

const all = messages as Messages;
const words = new Words(messageSource(all));
const keys = definitions.map(({ key }) => key);

/** The keys of messages that the page's own code names, and those that it puts together. */
function required(): string[] {
  const source = new URL("../../src/", import.meta.url);
  const files = [...readdirSync(new URL("options/", source)).map((name) => `options/${name}`), "who.ts"].filter((name) => name.endsWith(".ts"));
  const code = files.map((name) => readFileSync(new URL(name, source), "utf8")).join("\n");
  const named = [...code.matchAll(/"((?:options|who)_\w+)"/g)].map(([, key]) => String(key));
  return [
    ...named,
    ...definitions.flatMap(({ key, values }) => ["label", "words", ...values].map((part) => `setting_${key}_${part}`)),
    ...[...groups.map(({ name }) => name), "other"].map((name) => `options_group_${name}`),
    ...settingSources.filter((source) => source !== "default").flatMap((source) => [`options_source_${source}`, ...(source === "person" ? [] : [`options_source_${source}_locked`])]),
    ...["administrator", "file"].map((layer) => `options_source_default_${layer}`),
    ...["milliseconds", "seconds", "minutes"].map((unit) => `options_unit_${unit}`),
    ...liveNames.map((name) => `options_live_step_${name}`),
    ...liveStates.map((state) => `options_live_state_${state}`),
    ...liveHelds.map((held) => `options_live_held_${held}`),
    ...liveLetters.map((letter) => `options_live_letter_${letter}`),
    ...["letter", "fact", "held", "back"].map((column) => `options_live_column_${column}`),
  ];
}

test("every setting, each of its choices, and all else on the page has its words", () => {
  assert.deepEqual([...new Set(required())].filter((key) => !all[key]?.message), []);
});

test("no words of the page are left over", () => {
  const known = new Set(required());
  assert.deepEqual(Object.keys(all).filter((key) => /^(setting|options|who)_/.test(key) && !known.has(key)), []);
});

test("every setting stands in one group, and one of a newer host in the last", () => {
  const named = groups.flatMap((group) => group.keys);
  assert.deepEqual([...named].sort(), [...keys].sort());
  const some = grouped(["waitSeconds", "sunspots", "puid"]);
  assert.deepEqual(some, [{ name: "who", keys: ["puid"] }, { name: "waiting", keys: ["waitSeconds"] }, { name: "other", keys: ["sunspots"] }]);
});

test("what a person may change has a control that fits", () => {
  const own = definitions.filter(({ layer }) => layer === "anyone");
  assert.ok(own.length > 5);
  assert.deepEqual(own.filter(({ kind }) => kind === "list" || kind === "object").map(({ key }) => key), []);
  const { kind, least, most, unit } = definitionOf("waitSeconds");
  assert.deepEqual([kind, least, most, unit], ["number", 5, 1800, "seconds"]);
  assert.deepEqual([definitionOf("openLocation").values, definitionOf("presence").kind, definitionOf("puid").kind], [["tab", "window", "panorama"], "switch", "text"]);
  assert.ok(definitionOf("authHeaders").secret);
  assert.ok(!keys.includes("roles"));
});

test("a value becomes text and comes back the same", () => {
  const cases: [string, string, string][] = [
    ["openLocation", '"window"', "window"], ["presence", "true", "true"], ["waitSeconds", "300", "300"],
    ["puid", '"a\\"b\\\\c@ä"', 'a"b\\c@ä'], ["desk", '""', ""],
  ];
  for (const [key, json, text] of cases) {
    assert.equal(textOf(definitionOf(key), json), text, key);
    assert.equal(jsonOf(definitionOf(key), text), json, key);
  }
});

test("what is typed becomes a value, or is none", () => {
  const number = definitionOf("waitSeconds");
  for (const [typed, json] of [[" 60 ", "60"], ["0060", "60"], ["-5", "-5"], ["99999999999999999999", "99999999999999999999"]] as const) assert.equal(jsonOf(number, typed), json);
  for (const typed of ["", " ", "1.5", "1e3", "0x10", "sixty", "6 0"]) assert.equal(jsonOf(number, typed), null, typed);
  assert.equal(jsonOf(definitionOf("puid"), "  agent@example.com\n"), '"agent@example.com"');
});

test("a list is read line by line, and an object as it is", () => {
  assert.equal(textOf(definitionOf("hosts"), '["a.example","b.example:8443"]'), "a.example\nb.example:8443");
  assert.equal(textOf(definitionOf("authBody"), ""), "");
  assert.equal(textOf(definitionOf("sunspots"), '{"a":1}'), '{\n  "a": 1\n}');
});

test("a search finds all its words, whatever their case, accents and order", () => {
  const text = "waitSeconds Wait for a session How long a session is waited for, also in Zürich";
  for (const query of ["", "  ", "WAIT", "session wait", "zurich", "ZÜRICH", "econds"]) assert.ok(finds(query, text), query);
  for (const query of ["presence", "wait presence", "waiting"]) assert.ok(!finds(query, text), query);
});

const setting = (more: Partial<Setting>): Setting => ({ key: "puid", value: '""', source: "default", ...more });

test("each source says who set it, and who locked it", () => {
  const said = (more: Partial<Setting>, layer: "file" | "administrator" | "anyone" = "anyone") => {
    const { words: sentence, path } = sourceOf(setting(more), layer, words);
    return path ? `${sentence}: ${path}` : sentence;
  };
  const file = "/etc/xdg/glance-agent-host/settings.json";
  assert.equal(said({ source: "administrator", origin: file, locked: true }), `Set by your administrator (locked): ${file}`);
  assert.equal(said({ source: "administrator", origin: file, own: true }), `Set by your administrator: ${file}`);
  assert.equal(said({ source: "policy", origin: "the browser's policy" }), "From the browser’s policy");
  assert.equal(said({ source: "role", origin: 'the role "Team leads"', locked: true }), "From the role “Team leads” (locked)");
  assert.equal(said({ source: "person", own: true }), "Yours");
  assert.equal(said({ own: true }), "Default");
  assert.equal(said({ locked: true }), "Default, locked by your administrator");
  assert.match(said({}, "administrator"), /administrator/);
  assert.match(said({}, "file"), /file/);
});

test("a mistake is taken apart, and stands beside its setting", () => {
  assert.deepEqual(mistakeOf("/etc/a b/settings.json:14: puid must be text: so it is"), { place: "/etc/a b/settings.json:14", sentence: "puid must be text: so it is" });
  assert.deepEqual(mistakeOf("C:\\Glance\\settings.json:3: hosts[0] is no host"), { place: "C:\\Glance\\settings.json:3", sentence: "hosts[0] is no host" });
  assert.deepEqual(mistakeOf("the browser's policy: it is too large"), { place: "the browser's policy", sentence: "it is too large" });
  assert.deepEqual(mistakeOf("something else"), { place: "", sentence: "something else" });
  const mistakes = ["f:1: hosts[0] is no host", "f:2: hostsFile is unknown", 'f:3: there is no setting "hosts"'].map(mistakeOf);
  assert.deepEqual(about("hosts", mistakes).map(({ place }) => place), ["f:1"]);
});

test("the export has each setting with its source, and no secret", () => {
  const secrets = { authHeaders: '{"X-Key":"s3cret"}', authBody: '{"key":"s3cret"}' };
  const settings = desk.settings.map((one) => ({ ...one, ...(one.key in secrets ? { value: secrets[one.key as "authBody"], secret: false, source: "administrator" as const } : {}) }));
  settings.push({ key: "sunspots", value: '["https://u:s3cret@x.example/a?k=s3cret#s3cret"]', source: "policy" });
  settings.push({ key: "path", value: '"/a?key=s3cret"', source: "policy" });
  const text = exported({ ...desk, settings }, { extension: "1.2.3", host: "1.2.4" }, new Date(0));
  assert.doesNotMatch(text, /s3cret|k3y/);
  const file = JSON.parse(text);
  assert.deepEqual(Object.keys(file.settings), settings.map(({ key }) => key));
  assert.deepEqual(file.settings.openLocation, { value: "window", source: "person" });
  assert.deepEqual(file.settings.groupId, { value: 20412, source: "administrator", origin: "/etc/xdg/glance-agent-host/settings.json", locked: true });
  assert.equal(file.settings.authUrl.value, "https://login.example.com/loginkey?[not told]");
  assert.equal(file.settings.keyPattern.value, "^[A-Za-z0-9._~-]{1,63}$");
  assert.deepEqual([file.versions, file.roles, file.mistakes.length], [{ extension: "1.2.3", host: "1.2.4" }, ["Team leads"], 2]);
  assert.equal(exportName(new Date(0)), "glance-settings-1970-01-01.json");
});

test("a report reads the same as text", () => {
  const text = reportText(report, words);
  for (const line of ["Something does not work", "Sign-in (212 ms)", "not tried, because it needs: Authorization", 'With this setting it works: "lookupEncoding": "soap"', "[I] no: The lookup takes a form (HTTP 415"]) assert.ok(text.includes(line), line);
});

test("who works here is one sentence", () => {
  const agent = { puid: "a@example.com", loginKeySource: "authUrl", puidFrom: "setting" };
  const off = { state: "off", kept: false, out: false } as const;
  assert.equal(whoWorks({ state: "signed_in", name: "Vera Agent", kept: true, out: false }, agent, words), "You are signed in as Vera Agent.");
  assert.equal(whoWorks({ ...off, state: "needed" }, agent, words), "Nobody is signed in yet.");
  assert.equal(whoWorks({ ...off, state: "refused", reason: "auth_refused" }, agent, words), words.reason("auth_refused"));
  assert.equal(whoWorks(off, agent, words), "You work as a@example.com.");
  assert.match(whoWorks(off, { ...agent, puid: "" }, words), /^No agent/);
  assert.match(whoWorks(off, { ...agent, puidFrom: "osUser" }, words), /user/);
  for (const loginKeySource of ["none", "saml"]) assert.match(whoWorks(null, { ...agent, loginKeySource }, words), /^Nobody is signed in here.*viewer/);
  assert.equal(whoWorks(null, null, words), "");
  assert.deepEqual(agentOf(desk), { puid: "agent@example.com", loginKeySource: "authUrl", puidFrom: "setting" });
});
