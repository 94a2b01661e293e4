package acceptance

import (
	"context"
	"testing"
)

// modalPage is a list whose records open in a modal window: its address says
// nothing of them, and around the window nothing can be used.
const modalPage = `<h1>Customers</h1><button id=otto>Otto Other</button><dialog><h2></h2><dl><dt>Number</dt><dd id=number></dd><dt>Visitor ID</dt><dd id=visitor></dd></dl></dialog>
<script nonce=own>
const show = (name, number) => {
	document.querySelector("h2").textContent = name;
	document.querySelector("#number").textContent = "N-" + number;
	document.querySelector("#visitor").textContent = "visitor-" + number;
	document.querySelector("dialog").showModal();
};
document.querySelector("#otto").addEventListener("click", () => show("Otto Other", 2));
show("Vera Visitor", 1);
</script>`

// picksInModal has a record in a modal window of a page with a list's address:
// the number is looked for in the page, the picker's window comes out of that
// one and into it, and the end says where the button is.
func (d *desk) picksInModal(t *testing.T, ctx context.Context) {
	const host = "help.localhost"
	address := d.serveAt(t, host, page(func(string) string { return modalPage }))
	must(t, d.Agent.Go(ctx, address+"/customers"))
	d.begin(t, ctx, host, "add")
	d.picker(t, ctx, "looks like a list’s")
	d.pointsByMouse(t, ctx, "h2", "Vera Visitor")
	d.picker(t, ctx, "Point at the visitor ID")
	d.pointsByMouse(t, ctx, "#visitor", "Visitor ID: visitor-1")
	d.picker(t, ctx, "this record’s own number")
	d.shot(t, "picker-list.png")
	d.pointsByMouse(t, ctx, "#number", "Number: N-1")
	for _, step := range []string{"What kind of record", "Where shall the button stand"} {
		d.picker(t, ctx, step)
		d.does(t, ctx, "next")
	}
	d.picker(t, ctx, "Are these the values")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "1 of 1 record agrees")
	script(t, ctx, d.Agent, `document.querySelector("dialog").close()`)
	d.does(t, ctx, "move")
	script(t, ctx, d.Agent, `document.querySelector("#otto").click()`)
	d.picker(t, ctx, "The values followed")
	d.does(t, ctx, "agree")
	d.picker(t, ctx, "2 of 2 records agree")
	d.does(t, ctx, "save")
	d.picker(t, ctx, "a window of the page that shuts out everything around it")
	d.shot(t, "picker-modal.png")
	d.does(t, ctx, "done")
	missing(t, ctx, d.Agent, pill)
	opened := d.popup(t, ctx, d.Agent)
	reading(t, ctx, opened, "the customer’s visitor ID is visitor-2")
	opened.Close()
	d.removeRule(t, ctx, "help-localhost")
}
