chrome.permissions.onAdded.addListener(async ({ origins }) => {
  await chrome.scripting.registerContentScripts([{ id: "c", js: ["content.js"], matches: origins }]);
  await chrome.storage.local.set({ ready: true });
});
