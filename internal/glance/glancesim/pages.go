package glancesim

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
)

//go:embed pages
var files embed.FS

var pages = template.Must(template.ParseFS(files, "pages/*.html"))

// assets serves styles and scripts, which pages name as /assets/….
var assets = func() http.Handler {
	sub, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // embedded: it cannot be missing
	}
	return http.FileServerFS(sub)
}()

// render writes a page whole or not at all.
func render(w http.ResponseWriter, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, "this page is broken", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(b.Bytes())
}

func plainPage(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { render(w, name, nil) }
}
