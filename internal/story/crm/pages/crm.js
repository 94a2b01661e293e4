// Moves between contacts without loading a page, as most CRMs do: the address
// changes first, the record arrives later. The cached variant keeps the records
// it has shown, hidden.
const variant = document.documentElement.dataset.variant;
const main = document.querySelector("main");
const html = trustedTypes.createPolicy("crm", { createHTML: (text) => text });

if (variant !== "plain") {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/contacts/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    show();
  });
  addEventListener("popstate", show);
}

async function show() {
  const [, area, id] = location.pathname.split("/");
  if (area !== "contacts" || !id) return location.reload();
  mark(location.pathname);
  const record = kept(id) ?? (await load(id));
  if (location.pathname !== `/contacts/${id}`) return; // another contact was chosen meanwhile
  if (variant === "app") main.replaceChildren(record);
  else reveal(record);
  document.title = record.dataset.title;
}

function kept(id) {
  return variant === "cached" ? main.querySelector(`[data-record="${CSS.escape(id)}"]`) : null;
}

async function load(id) {
  const answer = await fetch(`/records/${encodeURIComponent(id)}`);
  const holder = document.createElement("template");
  holder.innerHTML = html.createHTML(await answer.text());
  return holder.content.querySelector("[data-record]");
}

function reveal(record) {
  for (const other of main.children) other.hidden = other !== record;
  record.hidden = false;
  if (!record.isConnected) main.append(record);
}

function mark(path) {
  for (const link of document.querySelectorAll(".people a")) {
    if (link.pathname === path) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
