// Attacks by events of this extension's own making, on the product's element
// and on the controls in its closed root.
const pointer = ["pointerover", "pointerenter", "pointerdown", "mousedown", "pointerup", "mouseup", "click"];

function at(node) {
  const { left, top, width, height } = node.getBoundingClientRect();
  return { bubbles: true, composed: true, cancelable: true, view: window, detail: 1, button: 0, clientX: left + width / 2, clientY: top + height / 2, pointerType: "mouse", isPrimary: true, pointerId: 1 };
}

function strike(node, types, more = {}) {
  const given = { ...at(node), ...more };
  for (const type of types) node.dispatchEvent(new (/^key/.test(type) ? KeyboardEvent : /^mouse/.test(type) ? MouseEvent : PointerEvent)(type, given));
}

const enter = { key: "Enter", code: "Enter", keyCode: 13 };
const space = { key: " ", code: "Space", keyCode: 32 };
const keys = ["keydown", "keypress", "keyup"];

deeds["the pointer’s events on the element"] = () => strike(tools.host(), pointer);
deeds["keys on the element"] = () => { tools.host().focus(); strike(tools.host(), keys, enter); };
deeds["a right-click on a row"] = () => strike(document.querySelectorAll(".row a")[1], ["contextmenu"], { button: 2 });
deeds["the pointer’s events on the control"] = () => strike(tools.control(), pointer);
deeds["the pointer’s events on the words"] = () => strike(tools.words(), pointer);
deeds["click()"] = () => tools.control().click();
deeds["click() with the focus"] = () => { tools.control().focus(); tools.control().click(); };
deeds["Enter"] = () => { tools.control().focus(); strike(tools.control(), keys, enter); };
deeds["Space"] = () => { tools.control().focus(); strike(tools.control(), ["keydown", "keyup"], space); };
deeds["a reader’s press"] = () => { tools.control().focus(); strike(tools.control(), ["click"], { detail: 0, pointerType: "" }); };

deeds["a trusted class of events"] = () => {
  class Trusted extends PointerEvent { get isTrusted() { return true } }
  for (const type of ["pointerdown", "pointerup", "click"]) tools.control().dispatchEvent(new Trusted(type, at(tools.control())));
};

deeds["a label in the root"] = () => {
  const control = tools.control();
  tools.attribute(control, "id", "control");
  const label = tools.add(tools.make("label", {}, { htmlFor: "control", textContent: "Win" }), tools.root());
  control.focus();
  label.click();
};

deeds["a label that is gone in the click"] = () => {
  const control = tools.control();
  tools.attribute(control, "id", "control");
  const label = tools.add(tools.make("label", {}, { htmlFor: "control" }), tools.root());
  tools.on("click", ({ isTrusted }) => isTrusted && (label.remove(), control.removeAttribute("id")));
  control.focus();
  label.click();
};

deeds["a label around the control"] = () => {
  const control = tools.control();
  const [parent, next] = [control.parentNode, control.nextSibling];
  const label = tools.make("label");
  parent.insertBefore(label, control);
  label.append(control);
  tools.later(() => { parent.insertBefore(control, next); label.remove(); });
  control.focus();
  label.click();
};

deeds["a form in the root"] = () => {
  const control = tools.control();
  const form = tools.add(tools.make("form", {}, { id: "form", onsubmit: () => false }), tools.root());
  tools.attribute(control, "type", "submit");
  tools.attribute(control, "form", "form");
  const field = tools.make("input");
  form.append(field);
  form.requestSubmit(control);
  field.focus();
  strike(field, keys, enter);
};

deeds["a key typed into its field"] = () => {
  tools.root().querySelector('[data-action="key"]')?.click();
  const field = tools.root().querySelector("input") ?? tools.control();
  field.value = "12345";
  field.focus();
  strike(field, ["beforeinput", "input", ...keys], enter);
};

/** The agent types in a field of the page’s: the focus goes to the control as Enter goes down. */
deeds["the focus, taken as Enter goes down"] = () => tools.on("keydown", () => tools.control().focus());

/** What captures the pointer gets the click. */
deeds["the pointer captured"] = () => tools.on("pointerdown", ({ pointerId }) => tools.control().setPointerCapture(pointerId));
