/** The side panel: Chromium's browsers and Firefox each have their own. Both open one only while they handle something that a person did. */

type Firefox = { sidebarAction?: { open(): Promise<void> } };

/** Opens the side panel of a window. It is refused where nobody did anything, and where a browser has none. */
export async function openSide(windowId: number): Promise<void> {
  const firefox = (globalThis as { browser?: Firefox }).browser?.sidebarAction;
  if (firefox) return firefox.open();
  if (!globalThis.chrome.sidePanel) throw new Error("this browser has no side panel");
  return chrome.sidePanel.open({ windowId });
}
