/**
 * The side panel: what the popup shows, for the tab that is in front of its
 * window, for as long as it stands open.
 */
import { portNames } from "../messages";
import { StatusPanel } from "../popup/panel";

const panel = new StatusPanel(document.body, () => {}, portNames.panel);
const follow = () => void panel.follow();
chrome.tabs.onActivated.addListener(follow);
chrome.tabs.onUpdated.addListener((_, { status, url }) => (status || url) && follow());
chrome.permissions.onAdded.addListener(follow);
chrome.permissions.onRemoved.addListener(follow);
chrome.runtime.onMessage.addListener((message, { id }) => id === chrome.runtime.id && message === "awake" && follow()); // a worker that has begun anew knows of no panel
follow();
