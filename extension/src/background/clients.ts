/** The pages that go with Glance's program, as the host names them. */
import type { ClientsResult } from "../protocol.gen";
import type { HostPort } from "./port";

/** What is known of Glance's programs; null where the host is not there, or older. */
export function lookClients(host: Pick<HostPort, "request">): Promise<ClientsResult | null> {
  return host.request("clients.get", {}).catch(() => null);
}

/** Opens the page that the program comes from beside the tab that asked. */
export async function openDownload(host: Pick<HostPort, "request">, from: number): Promise<void> {
  const url = (await lookClients(host))?.download ?? "";
  if (!isPage(url)) return;
  const near = await chrome.tabs.get(from).catch(() => null);
  await chrome.tabs.create({ url, active: true, ...(near ? { windowId: near.windowId, index: near.index + 1 } : {}) });
}

/** The host has judged the address; here it is only seen to be https. */
export function isPage(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}

/** Whether an address is for one of Glance's programs. */
export function isForProgram(url: string): boolean {
  return URL.canParse(url) && ["glance:", "glancepanorama:"].includes(new URL(url).protocol);
}
