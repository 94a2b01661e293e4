// The test says which attack is tried, and when it is over, by an event in the
// page. What is done is done here.
document.addEventListener("other:do", async ({ detail }) => {
  const { name, ...given } = JSON.parse(detail);
  let error = "";
  try {
    if (!deeds[name]) throw new Error(`there is no deed called ${name}`);
    await deeds[name](given);
  } catch (why) {
    error = String(why?.message ?? why);
  }
  document.dispatchEvent(new CustomEvent("other:done", { detail: JSON.stringify({ name, error, got: got.splice(0) }) }));
});

document.addEventListener("other:undo", () => {
  for (const undo of undone.splice(0).reverse()) undo();
});
