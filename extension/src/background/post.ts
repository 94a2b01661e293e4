/** Says something through a port whose other end may have left. */
import type { ToJoin, ToOptions, ToPage, ToPopup } from "../messages";
import type { ToPicker } from "../picker/says";

export function post(port: chrome.runtime.Port, message: ToPage | ToPopup | ToJoin | ToOptions | ToPicker): void {
  try {
    port.postMessage(message);
  } catch {
    // Who was to hear it has left.
  }
}
