// Attacks on the product's element as a part of the page's tree.
const back = () => tools.later(((element) => () => document.documentElement.append(element))(tools.host()));

deeds["the element removed"] = async () => { tools.host().remove(); await tools.wait(20); };
deeds["the element taken out and put back"] = () => { const element = tools.host(); element.remove(); document.documentElement.append(element); };
deeds["the element’s copy in its place"] = async () => {
  const copy = tools.host().cloneNode(true);
  tools.host().replaceWith(copy);
  tools.later(() => copy.remove());
  await tools.wait(20);
};
deeds["the element’s twin"] = () => void tools.add(tools.host().cloneNode(true));
deeds["the element in another customer’s row"] = () => { back(); document.querySelectorAll(".row")[1].append(tools.host()); };
deeds["the element in a faint part"] = () => { back(); tools.add(tools.make("div", { opacity: "0.1" })).append(tools.host()); };
deeds["the element in a root of its own"] = () => { back(); tools.add(tools.make("div"), document.body).attachShadow({ mode: "open" }).append(tools.host()); };
deeds["the element’s styles"] = () => tools.attribute(tools.host(), "style", "opacity: 0 !important; transform: scale(9) !important; display: none !important");
