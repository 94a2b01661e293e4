const host = document.createElement("div");
const root = host.attachShadow({ mode: "closed" });
const button = document.createElement("button");
button.textContent = "Press me";
button.style.background = "rgb(248, 103, 23)";
button.onclick = (event) => { button.textContent = event.isTrusted ? "Trusted" : "Faked"; };
root.append(button);
document.body.append(host);
