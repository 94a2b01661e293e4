/** Who works here, in one sentence. */
import type { SettingsResult, SignInState } from "./protocol.gen";
import type { Words } from "./words";

/** What the settings tell of the agent. */
export interface Agent {
  puid: string;
  /** Where a LoginKey comes from; with "saml" and "none" the sign-in is at the viewer. */
  loginKeySource: string;
  /** Where the puid comes from. */
  puidFrom: string;
}

export function agentOf({ settings }: SettingsResult): Agent {
  const valueOf = (key: string) => String(JSON.parse(settings.find((setting) => setting.key === key)?.value || '""'));
  return { puid: valueOf("puid"), loginKeySource: valueOf("loginKeySource"), puidFrom: valueOf("puidFrom") };
}

/** Empty where nothing is known. */
export function whoWorks(signIn: SignInState | null, agent: Agent | null, words: Words): string {
  if (signIn?.state === "signed_in") return words.get("popup_signed_in", signIn.name);
  if (signIn?.state === "refused") return words.reason(signIn.reason ?? "sign_in_needed");
  if (signIn?.state === "needed") return words.get("who_needed");
  if (!agent) return "";
  if (agent.loginKeySource === "saml") return words.get("who_saml");
  if (agent.loginKeySource === "none") return words.get("who_viewer");
  if (agent.puidFrom === "osUser") return words.get("who_account");
  return words.get(agent.puid ? "who_agent" : "who_nobody", agent.puid);
}
