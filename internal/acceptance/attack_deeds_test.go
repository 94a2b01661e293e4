package acceptance

import "slices"

// byExtension are the attacks by an installed extension: what each does is
// written in testdata/other, under the same name.
func byExtension() []assault {
	return slices.Concat(spoken, struck, opened, restyled, displaced, changed)
}

// spoken are what it says: to the product, to its host, to the page.
var spoken = deeds(unheard, "messages", "messages from the page", "ports", "ports from the page", "the host", "window messages",
	"answers to a question that nobody asked", "files", "pages in tabs", "pages in frames", "pictures and scripts")

// struck are events of its own making.
var struck = append(deeds(unheard, "the pointer’s events on the element", "keys on the element", "the pointer’s events on the control", "the pointer’s events on the words",
	"click()", "click() with the focus", "Enter", "Space", "a reader’s press", "a trusted class of events", "a label in the root", "a label that is gone in the click",
	"a label around the control", "a form in the root", "a key typed into its field", "its own world poisoned"),
	deed("a right-click on a row", unmeant),
	deed("the focus, taken as Enter goes down", enteredElsewhere),
	deed("the pointer captured", aside))

// opened are what it does in the closed root.
var opened = append(deeds(unpressed, "a layer", "a layer that lets the pointer through", "a popover", "other words", "a style sheet", "an adopted style sheet", "an adopted style sheet that makes it faint",
	"its own style", "its group’s own style", "words that are hidden", "words of another class", "words that an animation takes away", "words that an animation makes colourless",
	"a control that an animation makes faint", "a control that an animation cuts", "the control’s copy"),
	deed("an element that an animation makes faint", powerless), deed("an element that an animation moves", powerless), deed("its element’s own rule, another place in it", unpressedForGood), deed("the control in the page", carried),
	deed("a root in its words", unpressedForGood), deed("a root in its button", unpressedForGood))

// restyled are style sheets of the user's, which only an extension inserts.
var restyled = append(deeds(unpressed, sheets("nothing of it", "an invisible element", "a transparent element", "an element without a colour", "an element cut to nothing", "a transparent page", "a cover", "a cover that lets the pointer through",
	"a transparent control", "a control without a colour", "words without a size", "words that are not drawn", "words that are invisible", "words moved out of sight", "words of the ground’s colour",
	"other words behind the control’s", "other words in the words", "other words over the control’s", "a picture in the control", "letters as dots", "a record’s field that nobody sees")...),
	deeds(unpressedStill, sheets("an element turned about", "an element made large", "the element beside another customer, by its place", "the element beside another customer, by a margin",
		"the element beside another customer, translated", "the button beside another customer, in its element", "a part of the element that covers it")...)...)

func sheets(names ...string) (all []string) {
	for _, name := range names {
		all = append(all, "the user’s sheet: "+name)
	}
	return all
}

// displaced are what it does to the product's element in the page's tree.
var displaced = append(deeds(powerless, "the element removed", "the element taken out and put back", "the element’s copy in its place", "the element’s twin", "the element’s styles"),
	deeds(unpressedStill, "the element in another customer’s row", "the element in a faint part", "the element in a root of its own")...)

// changed are what it does to the page, its record and its tab.
var changed = append(deeds(between, "the customer swapped", "the address swapped", "the field covered by a second one", "the element in a faint part"),
	deed("the customer swapped at pointerdown", pressed), deed("the customer swapped at pointerup", pressed), deed("the customer swapped at click", pressed),
	deed("another record between press and answer", unpressedOnce), deed("another customer between press and answer", unpressedOnce),
	deed("the page’s own world poisoned", poisoned), deed("its tab brought to the front under the pointer", fronted))
