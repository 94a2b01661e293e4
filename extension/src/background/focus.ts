/** Which of a tab's frames has the focus. */

/** The one of these; null where none of them has it, or more than one says so. */
export async function focused(tab: number, frames: readonly number[]): Promise<number | null> {
  const said = await chrome.scripting.executeScript({ target: { tabId: tab, frameIds: [...frames] }, func: hasFocus }).catch(() => []);
  const having = said.filter(({ result }) => result === true).map(({ frameId }) => frameId);
  return having.length === 1 ? having[0]! : null;
}

/** Runs in the frame: a document has the focus too while a frame in it has. */
function hasFocus(): boolean {
  return document.hasFocus() && !/^I?FRAME$/.test(document.activeElement?.tagName ?? "");
}
