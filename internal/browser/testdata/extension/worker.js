chrome.permissions.onAdded.addListener(async ({ origins }) => {
  await chrome.scripting.registerContentScripts([{ id: origins[0].replaceAll(/\W/g, "_"), js: ["content.js"], matches: origins }]);
  await chrome.storage.local.set({ ready: true });
});
