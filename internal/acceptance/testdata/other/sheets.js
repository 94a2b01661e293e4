// Attacks by a style sheet of the user's: an extension may insert one, it
// reaches into every root, and what is important in it beats all that a page or
// another extension says.
const host = "[data-glance-button]";

const sheets = {
  "nothing of it": `${host} { display: none !important }`,
  "an invisible element": `${host} { visibility: hidden !important }`,
  "a transparent element": `${host} { opacity: 0.02 !important }`,
  "an element without a colour": `${host} { filter: opacity(0.02) !important }`,
  "an element cut to nothing": `${host} { clip-path: inset(49%) !important }`,
  "an element turned about": `${host} { rotate: 180deg !important }`,
  "an element made large": `${host} { scale: 3 !important }`,
  "a transparent page": `html { opacity: 0.02 !important }`,
  "a cover": `html::after { content: "" !important; position: fixed !important; inset: 0 !important; background: white !important; z-index: 2147483647 !important }`,
  "a cover that lets the pointer through": `html::after { content: "" !important; position: fixed !important; inset: 0 !important; background: white !important; z-index: 2147483647 !important; pointer-events: none !important }`,
  "a part of the element that covers it": `${host}::after { content: "Win" !important; position: fixed !important; inset: 0 !important; background: white !important; pointer-events: none !important }`,
  "a transparent control": `.left { opacity: 0.02 !important }`,
  "a control without a colour": `.glance, .glance * { color: transparent !important; background: transparent !important; border-color: transparent !important }`,
  "words without a size": `.words { font-size: 0 !important }`,
  "words that are not drawn": `.words { display: none !important }`,
  "words that are invisible": `.words { visibility: hidden !important }`,
  "words moved out of sight": `.words { text-indent: -999px !important }`,
  "words of the ground’s colour": `.left { background: white !important; color: white !important }`,
  "other words behind the control’s": `.words { font-size: 0 !important } .left::after { content: "Win a thing" !important }`,
  "other words in the words": `.words { font-size: 0 !important } .words::before { content: "Win a thing" !important; font-size: 13px !important }`,
  "other words over the control’s": `.left::before { content: "Win a thing" !important; position: absolute !important; inset: 0 !important; background: white !important }`,
  "a picture in the control": `.left { background: white linear-gradient(red, red) !important } .left * { display: none !important }`,
  "letters as dots": `.words { -webkit-text-security: disc !important }`,
};

for (const [name, css] of Object.entries(sheets)) deeds[`the user’s sheet: ${name}`] = () => tools.css(css);

/** The button beside somebody else’s row. */
const besides = (property) => async () => {
  const from = tools.host().getBoundingClientRect();
  const to = document.querySelectorAll(".row")[1].getBoundingClientRect();
  const [x, y] = [Math.round(to.left + 300 - from.left), Math.round(to.top - from.top)];
  await tools.css(`${host} { ${property(x, y)} }`);
};
deeds["the user’s sheet: the element beside another customer, by its place"] = async () => {
  const to = document.querySelectorAll(".row")[1].getBoundingClientRect();
  await tools.css(`${host} { position: fixed !important; left: ${Math.round(to.left + 300)}px !important; top: ${Math.round(to.top)}px !important }`);
};
deeds["the user’s sheet: the element beside another customer, by a margin"] = besides((x, y) => `margin: ${y}px 0 0 ${x}px !important`);
deeds["the user’s sheet: the element beside another customer, translated"] = besides((x, y) => `translate: ${x}px ${y}px !important`);
deeds["the user’s sheet: the button beside another customer, in its element"] = async () => {
  const from = tools.host().getBoundingClientRect();
  const to = document.querySelectorAll(".row")[1].getBoundingClientRect();
  await tools.css(`.glance { position: relative !important; left: ${Math.round(to.left + 300 - from.left)}px !important; top: ${Math.round(to.top - from.top)}px !important }`);
};
deeds["the user’s sheet: a record’s field that nobody sees"] = () => tools.css(`.field { opacity: 0 !important }`);
