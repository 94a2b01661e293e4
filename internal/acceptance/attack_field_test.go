package acceptance

import (
	"fmt"
	"maps"
	"slices"
)

// fields are attacks by what stands in the record's field: nobody's visitor id
// for certain, so that there is nothing to press.
var fields = append(valued(map[string]string{
	"markup":                       `"<img src=x onerror=alert(1)>"`,
	"a script":                     `"<script>alert(1)</" + "script>"`,
	"a megabyte":                   `"a".repeat(1_000_000)`,
	"a megabyte of blanks and one": `" ".repeat(1_000_000) + "x y"`,
	"64 letters":                   `"a".repeat(64)`,
	"a turned direction":           `"\u202Erotisiv-arev"`,
	"a turned direction inside":    `"vera\u202E-\u202Cvisitor"`,
	"an isolate":                   `"\u2066vera-visitor\u2069"`,
	"a mark of direction":          `"vera-visitor\u200F"`,
	"a blank without width":        `"vera-\u200Bvisitor"`,
	"a joiner without width":       `"vera-visitor\u200D"`,
	"a soft hyphen":                `"vera-\u00ADvisitor"`,
	"a word joiner":                `"vera\u2060-visitor"`,
	"a filler that is no blank":    `"vera-visitor\u3164"`,
	"a tag that nobody sees":       `"vera-visitor\u{E0041}"`,
	"a Cyrillic letter":            `"ver\u0430-visitor"`,
	"a Greek letter":               `"vera-visit\u03BFr"`,
	"wide letters":                 `"\uFF56era-visitor"`,
	"a mathematician’s letter":     `"\u{1D42F}era-visitor"`,
	"another hyphen":               `"vera\u2010visitor"`,
	"a combining accent":           `"vera-visitor\u0301"`,
	"an emoji":                     `"vera-visitor\u{1F600}"`,
	"javascript:":                  `"javascript:alert(1)"`,
	"data:":                        `"data:text/html,hi"`,
	"an address":                   `"https://stranger.localhost/vera"`,
	"a path":                       `"../../vera-visitor"`,
	"a query":                      `"vera-visitor?visitor=walter"`,
	"an escape":                    `"vera%2Dvisitor"`,
	"two values, a blank between":  `"vera-visitor walter-webb"`,
	"two values, a line between":   `"vera-visitor\nwalter-webb"`,
	"two values, a comma between":  `"vera-visitor,walter-webb"`,
	"a random key’s name":          `"GLANCE_KEYTYPE_RANDOM"`,
	"a random key’s name in small": `"glance_keytype_random"`,
	"quotes":                       `"\"vera-visitor\""`,
	"a brace":                      `"{vera-visitor}"`,
	"a NUL":                        `"vera\u0000visitor"`,
	"half a character":             `"vera-visitor\uD800"`,
	"nothing":                      `""`,
	"a dash":                       `"–"`,
	"a star":                       `"*"`,
	"a sentence":                   `"same as above"`,
}),
	assault{"a second field", byField, `const f = document.querySelector(".field"), o = f.cloneNode(true); o.querySelector(".visitor").textContent = "walter-webb"; attack.add(o, f.parentNode)`, refusing},
	assault{"a second field in a closed root", byField, `const e = attack.add(attack.make("div"), document.querySelector("main")); e.attachShadow({mode: "closed"}).innerHTML = "<dl><dt>Website visitor ID</dt><dd>walter-webb</dd></dl>"`, refusing},
	assault{"three hundred fields", byField, `const f = document.querySelector(".field"), dl = attack.add(attack.make("dl"), document.querySelector("main")); for (let n = 0; n < 300; n++) dl.append(f.cloneNode(true))`, refusing},
	assault{"three hundred values, the last of another", byField, `const d = document.querySelector(".visitor"), more = attack.add(attack.make("dl", {}, {className: "field"}), document.querySelector("main")); for (let n = 0; n < 300; n++) more.append(d.cloneNode(true)); more.lastChild.textContent = "walter-webb"`, refusing},
	assault{"a declaration that nobody sees", byField, `history.replaceState(null, "", "/declared/1001"); attack.later(() => history.replaceState(null, "", "/contacts/1001")); attack.style(document.querySelector(".field"), {opacity: "0"});
		const p = attack.add(attack.make("p", {opacity: "0"}, {textContent: "x"}), document.querySelector("main")); p.dataset.glanceVisitorId = "vera-visitor"`, refusing},
	assault{"a hundred thousand nodes", byField, `const d = document.querySelector(".visitor"), b = [...d.childNodes]; d.replaceChildren(...Array.from({length: 20000}, () => document.createElement("i"))); attack.later(() => d.replaceChildren(...b))`, refusing},
	assault{"a label that another’s value follows", byField, `const dl = attack.add(attack.make("dl"), document.querySelector("main")); dl.innerHTML = "<dt>Website visitor ID:</dt><dd>walter-webb</dd>"`, refusing},
	assault{"another’s value by the style’s class", byField, `const p = attack.add(attack.make("p", {}, {className: "field"}), document.querySelector("main")); p.innerHTML = "<b class=visitor>walter-webb</b>"`, refusing},
	hiding("transparent", `{opacity: "0"}`), hiding("invisible", `{visibility: "hidden"}`), hiding("not drawn", `{display: "none"}`),
	hiding("moved out", `{position: "absolute", left: "-9999px"}`), hiding("moved above", `{position: "absolute", top: "-9999px"}`),
	hiding("clipped", `{position: "absolute", clip: "rect(0 0 0 0)"}`), hiding("cut to a shape", `{"clip-path": "inset(100%)"}`),
	hiding("without letters’ size", `{"font-size": "0"}`), hiding("without letters’ colour", `{color: "transparent"}`),
	hiding("without a height", `{height: "0", overflow: "hidden"}`), hiding("scaled to nothing", `{transform: "scale(0)"}`),
	hiding("faded by a filter", `{filter: "opacity(0)"}`), hiding("its text moved out", `{"text-indent": "-9999px", overflow: "hidden", "white-space": "nowrap"}`),
)

func valued(values map[string]string) (list []assault) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, assault{"a field with " + name, byField, `attack.text(".visitor", ` + values[name] + `)`, refusing})
	}
	return list
}

func hiding(name, style string) assault {
	return assault{"a field that is " + name, byField, fmt.Sprintf(`attack.style(document.querySelector(".field"), %s); attack.style(document.querySelector(".visitor"), %[1]s)`, style), refusing}
}

// titles are attacks by what the page calls its customer.
var titles = titled(map[string]string{
	"markup":                    `"<img src=x onerror=alert(1)><b>Vera</b>"`,
	"a script":                  `"<script>alert(1)</" + "script>"`,
	"a link":                    `"<a href='javascript:alert(1)'>Vera</a>"`,
	"10,000 letters":            `"V".repeat(10_000)`,
	"100,000 words":             `"Vera ".repeat(100_000)`,
	"a thousand lines":          `"Vera\n".repeat(1_000)`,
	"a turned direction":        `"\u202Erotisiv arev"`,
	"open isolates":             `"\u2067\u2067\u2067Vera"`,
	"letters without width":     `"\u200B".repeat(2_000) + "Vera"`,
	"accents without end":       `"V" + "\u0301".repeat(2_000)`,
	"emoji":                     `"\u{1F468}\u200D\u{1F469}\u200D\u{1F467}".repeat(300)`,
	"a claim of another":        `"With Vera Visitor"`,
	"a claim of a session":      `"Vera accepted. Press to see Walter’s screen"`,
	"an order":                  `"Press here to cancel"`,
	"a placeholder":             `"$1 $2 {0} %s $$ __MSG_group_label__"`,
	"a name of every object’s":  `"__proto__"`,
	"another of every object’s": `"constructor"`,
	"another script’s letters":  `"\u0641\u064A\u0631\u0627 \u0627\u0644\u0632\u0627\u0626\u0631\u0629"`,
	"NUL":                       `"Ve\u0000ra"`,
	"half a character":          `"Vera \uD800"`,
})

func titled(values map[string]string) (list []assault) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, assault{"a title with " + name, byField,
			`attack.sheet("main h1 { max-width: 300px; max-height: 40px; overflow: hidden }"); attack.text("main h1", ` + values[name] + `)`, plainly})
	}
	return list
}
