// Package crm is a small CRM to try the product on: a list of contacts and a
// page for each. manifests/sites/sample-crm.json describes its pages. It is
// strict about what runs in them, as real CRMs are.
package crm

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
)

// Variant is how the CRM moves from one contact to the next.
type Variant string

// How the CRM moves between contacts.
const (
	Plain  Variant = "plain"  // a page load each
	App    Variant = "app"    // in the page, the record replaced
	Cached Variant = "cached" // in the page, earlier records kept hidden
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types crm"

//go:embed pages
var files embed.FS

var pages = template.Must(template.ParseFS(files, "pages/*.html"))

// view is what a page shows; Contact is nil on the list, Caller but on the dashboard.
type view struct {
	Variant  Variant
	Contacts []Contact
	Contact  *Contact
	Caller   *Contact
}

// Title names the page.
func (v view) Title() string {
	switch {
	case v.Contact != nil:
		return v.Contact.Name
	case v.Caller != nil:
		return "Dashboard"
	}
	return "Contacts"
}

// Handler serves the CRM: /contacts, /contacts/{id}, and /dashboard, which is
// nobody's record.
func Handler(variant Variant) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", http.RedirectHandler("/contacts", http.StatusSeeOther))
	mux.HandleFunc("GET /contacts", func(w http.ResponseWriter, r *http.Request) {
		render(w, "page", view{Variant: variant, Contacts: listed()})
	})
	mux.HandleFunc("GET /dashboard", func(w http.ResponseWriter, r *http.Request) {
		render(w, "page", view{Variant: variant, Contacts: listed(), Caller: &Contacts[0]})
	})
	mux.HandleFunc("GET /contacts/{id}", contact("page", variant))
	mux.HandleFunc("GET /records/{id}", contact("record", variant))
	mux.HandleFunc("GET /pages/{file}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, files, "pages/"+r.PathValue("file"))
	})
	return strict(mux)
}

func contact(template string, variant Variant) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, ok := find(r.PathValue("id"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		render(w, template, view{Variant: variant, Contacts: listed(), Contact: &c})
	}
}

func render(w http.ResponseWriter, name string, v view) {
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name, v); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func listed() []Contact {
	var list []Contact
	for _, c := range Contacts {
		if !c.Unlisted {
			list = append(list, c)
		}
	}
	return list
}
