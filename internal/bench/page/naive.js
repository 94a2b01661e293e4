// What a page costs that is watched without care: each change anywhere has the field looked for again.
const field = () => [
  [...document.querySelectorAll("dt")].find(({ textContent }) => textContent === "Website visitor ID")?.nextElementSibling?.textContent,
  document.querySelector('[data-field="visitor-id"] .value')?.textContent,
];
let last = field();
new MutationObserver(() => { last = field(); }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
