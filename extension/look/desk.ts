/** A desk for pictures of the options page: settings from every source, and a report with every outcome. */
import schema from "../../manifests/settings.schema.json";
import type { LiveReport, Setting, SettingsResult } from "../src/protocol.gen";

const file = "/etc/xdg/glance-agent-host/settings.json";

const set: { [key: string]: Partial<Setting> } = {
  groupId: { value: "20412", source: "administrator", origin: file, locked: true },
  puid: { value: '"agent@example.com"', source: "administrator", origin: file },
  desk: { value: '"desk-7"', source: "person" },
  authUrl: { value: '"https://login.example.com/loginkey?code=k3y"', source: "administrator", origin: file },
  authHeaders: { value: "", secret: true, source: "administrator", origin: file },
  hosts: { value: '["support.example.com","glance.test:8443"]', source: "administrator", origin: file },
  presence: { value: "true", source: "administrator", origin: file },
  showPage: { value: "false", source: "administrator", origin: file, locked: true },
  openLocation: { value: '"window"', source: "person" },
  waitSeconds: { value: "600", source: "role", origin: 'the role "Team leads"' },
  termsSeconds: { value: "60", source: "policy", origin: "the browser's policy", locked: true },
  lostSeconds: { value: "120", source: "policy", origin: "the browser's policy" },
};

function settingOf(key: string): Setting {
  const property = (schema.properties as { [key: string]: { default?: unknown; "x-layer": string } })[key];
  const plain: Setting = { key, value: JSON.stringify(property?.default), source: "default" };
  const all = { ...plain, ...set[key] };
  const own = property?.["x-layer"] === "anyone" && !all.locked;
  return { ...all, ...(own ? { own } : {}) };
}

export const desk: SettingsResult = {
  settings: Object.keys(schema.properties).filter((key) => key !== "roles").sort().map(settingOf),
  roles: ["Team leads"],
  mistakes: [
    `${file}:14: there is no setting "presenze"; did you mean "presence"?`,
    "/home/vera/.config/glance-agent-host/settings.json:3: lateSeconds must be a whole number from 10 to 3600",
  ],
  file: "/home/vera/.config/glance-agent-host/settings.json",
};

export const report: LiveReport = {
  ok: false, host: "0.1.0", system: "linux amd64", at: "2026-03-02T09:30:00Z", milliseconds: 2431, groupId: 20412,
  servers: ["https://www.glance.net", "https://presence.glance.net"],
  steps: [
    { step: "sign_in", state: "ok", says: "The organisation’s service gave a LoginKey that is valid for an hour.", milliseconds: 212, change: [], facts: [{ text: "A LoginKey is at most a day valid", letter: "D", held: "yes", back: "3600 s" }] },
    { step: "authorization", state: "ok", says: "Glance issued a token.", milliseconds: 180, change: [], facts: [{ text: "It is issued at /services/AuthorizationService/authorize", letter: "U", held: "yes" }] },
    { step: "presence", state: "not_tried", because: "authorization", says: "It needs a token.", milliseconds: 0, change: [], facts: [{ text: "A visitor who is not there is answered with an empty object", letter: "S", held: "not_seen" }] },
    {
      step: "lookup", state: "failed", says: "The lookup refuses a form, and answers as SOAP.", milliseconds: 1490,
      change: [{ key: "lookupEncoding", value: '"soap"' }],
      facts: [
        { text: "The lookup takes a form", letter: "I", held: "no", back: "HTTP 415, text/xml, “Unsupported media type”" },
        { text: "No session is told by an empty joinurl", letter: "U", held: "yes", back: '{"joinurl": ""}' },
      ],
    },
    { step: "viewer", state: "ok", says: "The viewer’s page is there, and takes a POST.", milliseconds: 402, change: [], facts: [] },
  ],
};
