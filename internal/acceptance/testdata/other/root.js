// Attacks by what this extension puts into the closed root, or changes in it:
// the agent would press a control that reads otherwise than it acts.
const win = (node = tools.make("div", tools.over)) => tools.add(Object.assign(node, { textContent: "Win a thing" }), tools.root());
const adopted = (css) => {
  const root = tools.root();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const were = [...root.adoptedStyleSheets];
  root.adoptedStyleSheets = [...were, sheet];
  tools.later(() => (root.adoptedStyleSheets = were));
};
const ended = (animation) => tools.later(() => animation.cancel());
const still = (node, frame) => ended(node.animate([frame, frame], { duration: 1e8, fill: "both" }));

deeds["a layer"] = () => win();
deeds["a layer that lets the pointer through"] = () => win(tools.make("div", { ...tools.over, "pointer-events": "none" }));
deeds["a popover"] = () => win(tools.make("div", { ...tools.over, "pointer-events": "none" }, { popover: "manual" })).showPopover();
deeds["other words"] = () => tools.text(tools.words(), "Win a thing");
deeds["a style sheet"] = () => tools.add(tools.make("style", {}, { textContent: ".words { font-size: 0 } .left::after { content: 'Win' }" }), tools.root());
deeds["an adopted style sheet"] = () => adopted(".words { font-size: 0 } .left::after { content: 'Win' }");
deeds["an adopted style sheet that makes it faint"] = () => adopted(".glance, .glance * { color: transparent; background: none; border-color: transparent }");
deeds["its own style"] = () => tools.attribute(tools.control(), "style", "opacity: 0.02");
deeds["its group’s own style"] = () => tools.attribute(tools.root().querySelector(".glance"), "style", "transform: scale(3)");
deeds["words that are hidden"] = () => tools.attribute(tools.words(), "hidden", "");
deeds["words of another class"] = () => tools.attribute(tools.words(), "class", "status");
deeds["words that an animation takes away"] = () => still(tools.words(), { fontSize: "0px" });
deeds["words that an animation makes colourless"] = () => still(tools.control(), { color: "transparent", backgroundColor: "transparent" });
deeds["a control that an animation makes faint"] = () => still(tools.control(), { opacity: 0.02 });
deeds["a control that an animation cuts"] = () => still(tools.control(), { clipPath: "inset(49%)" });
deeds["an element that an animation makes faint"] = () => still(tools.host(), { opacity: 0.02 });
deeds["an element that an animation moves"] = () => still(tools.host(), { translate: "0 120px" });
deeds["its element’s own rule, another place in it"] = () => {
  const { style } = tools.root().adoptedStyleSheets[0].cssRules[0];
  style.setProperty("top", `${parseFloat(style.top) + 120}px`, "important");
};
deeds["the control in the page"] = () => {
  const control = tools.control();
  const [parent, next] = [control.parentNode, control.nextSibling];
  tools.add(tools.make("div", { position: "fixed", left: "20px", top: "300px" }), document.body).append(control);
  tools.later(() => parent.insertBefore(control, next));
};
deeds["the control’s copy"] = () => {
  const control = tools.control();
  const copy = control.cloneNode(true);
  control.replaceWith(copy);
  tools.later(() => copy.replaceWith(control));
};

/** A root in the words shows something in their place, for good: the page is loaded anew. */
deeds["a root in its words"] = () => { tools.words().attachShadow({ mode: "closed" }).innerHTML = "<span>Win a thing</span>"; };
deeds["a root in its button"] = () => {
  const root = tools.root().querySelector(".pill").attachShadow({ mode: "closed" });
  root.innerHTML = "<style>::slotted(*) { color: transparent !important; background: none !important }</style><slot></slot>";
};
