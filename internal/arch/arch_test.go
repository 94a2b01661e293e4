package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/glance-networks/agent-host/"
)

// rule says what of ours a package, and each one below it without a rule of its
// own, may import beside one another.
type rule struct {
	tree string
	may  []string
}

var (
	words        = []string{"internal/protocol", "internal/glance", "internal/secret", "internal/filelock", "manifests"}
	capabilities = []string{"internal/loginkey", "internal/presence", "internal/lookup", "internal/events", "internal/launch", "internal/settings", "internal/signin"}
	anything     = []string{"internal", "manifests"}
)

// arrow is the import rule: arrows point one way.
var arrow = []rule{
	{"internal/arch", nil},
	{"internal/protocol", nil},
	{"internal/secret", nil},
	{"internal/filelock", nil},
	{"internal/starter", []string{"manifests"}},
	{"internal/greet", []string{"internal/native", "internal/protocol", "internal/starter", "manifests"}},
	{"manifests", nil},
	{"internal/glance", []string{"internal/secret"}},
	{"internal/native", []string{"internal/protocol"}},
	{"internal/loginkey", words},
	{"internal/presence", words},
	{"internal/lookup", words},
	{"internal/events", words},
	{"internal/launch", words},
	{"internal/settings", words},
	{"internal/signin", words},
	{"internal/visitor", []string{"internal/protocol"}},
	{"internal/resolver", words},
	{"internal/cobrowse", slices.Concat(words, capabilities, []string{"internal/native"})},
	{"internal/live", slices.Concat(words, capabilities)},
	{"installer", []string{"manifests"}},
	{"host", anything},
	{"team", anything},

	{"internal/glance/glancesim", []string{"internal", "manifests", "host", "team", "installer"}},
	{"internal/story", []string{"internal", "manifests", "host", "team", "installer"}},
	{"internal/browser", []string{"internal", "manifests", "host", "team", "installer"}},
	{"internal/bench", []string{"internal", "manifests", "host", "team", "installer"}},
	{"internal/acceptance", []string{"internal", "manifests"}},
}

// forTests may be imported by tests and by each other, and by nobody else.
var forTests = []string{"internal/glance/glancesim", "internal/events/eventstest", "internal/loginkey/keychain/keyringtest", "internal/signin/signintest", "installer/machine/machinetest", "internal/story", "internal/browser", "internal/bench", "internal/acceptance"}

// oddsAndEnds are folder names that say nothing of what is in them.
var oddsAndEnds = []string{"util", "utils", "common", "helper", "helpers", "misc", "shared"}

// file is what the tests look at in one Go file.
type file struct {
	pkg     string // its folder, from the module's root
	test    bool
	doc     bool
	imports []string // of ours, from the module's root
}

func TestArrow(t *testing.T) {
	for _, f := range files(t) {
		for _, imported := range f.imports {
			if fault := judge(f.pkg, imported, f.test); fault != "" {
				t.Error(fault)
			}
		}
	}
}

// judge returns what is wrong with an import, or nothing.
func judge(pkg, imported string, test bool) string {
	own, known := ruleOf(pkg)
	switch {
	case !known:
		return fmt.Sprintf("%s is not in the table: say what it may import", pkg)
	case under(imported, forTests):
		if test || under(pkg, forTests) {
			return ""
		}
		return fmt.Sprintf("%s imports %s, which is for tests", pkg, imported)
	case under(imported, []string{own.tree}), under(imported, own.may):
		return ""
	}
	return fmt.Sprintf("%s may not import %s", pkg, imported)
}

// ruleOf is the rule of the longest tree that pkg is in.
func ruleOf(pkg string) (found rule, known bool) {
	for _, r := range arrow {
		if under(pkg, []string{r.tree}) && len(r.tree) > len(found.tree) {
			found, known = r, true
		}
	}
	return found, known
}

func under(pkg string, trees []string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return pkg == tree || strings.HasPrefix(pkg, tree+"/")
	})
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		pkg, imported string
		test, ok      bool
	}{
		{"internal/presence", "internal/glance", false, true},
		{"internal/presence", "internal/lookup", false, false},
		{"internal/presence", "internal/lookup", true, false},
		{"internal/presence", "internal/glance/glancesim", true, true},
		{"internal/presence", "internal/glance/glancesim", false, false},
		{"internal/events", "internal/events/sqlite", false, true},
		{"internal/events/sqlite", "internal/events", false, true},
		{"internal/protocol/tsgen", "internal/protocol", false, true},
		{"internal/protocol", "internal/secret", false, false},
		{"internal/native", "internal/cobrowse", false, false},
		{"internal/cobrowse", "internal/presence", false, true},
		{"internal/live", "internal/loginkey", false, true},
		{"internal/live", "internal/cobrowse", false, false},
		{"internal/cobrowse", "host", false, false},
		{"internal/glance", "internal/glance/glancesim", false, false},
		{"internal/glance/glancesim", "internal/secret", false, true},
		{"internal/story", "internal/glance/glancesim", false, true},
		{"installer", "manifests", false, true},
		{"installer", "internal/protocol", false, false},
		{"host", "internal/story", false, false},
		{"host", "internal/cobrowse", false, true},
		{"host", "installer", false, false},
		{"manifests/gen", "manifests", false, true},
		{"manifests", "internal/protocol", false, false},
		{"internal/newcomer", "internal/secret", false, false},
	} {
		if fault := judge(test.pkg, test.imported, test.test); (fault == "") != test.ok {
			t.Errorf("%s imports %s (in a test: %v): %q", test.pkg, test.imported, test.test, fault)
		}
	}
}

func TestPackagesAreDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range files(t) {
		if !f.test {
			documented[f.pkg] = documented[f.pkg] || f.doc
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

func TestPackagesAreInTheTable(t *testing.T) {
	for _, f := range files(t) {
		if _, known := ruleOf(f.pkg); !known {
			t.Errorf("%s is not in the table: say what it may import", f.pkg)
		}
		for name := range strings.SplitSeq(f.pkg, "/") {
			if slices.Contains(oddsAndEnds, name) {
				t.Errorf("%s: name it after what is in it", f.pkg)
			}
		}
	}
}

// files parses every Go file of the module but test data.
func files(t *testing.T) []file {
	t.Helper()
	var all []file
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(name):
			return fs.SkipDir
		case path.Ext(name) != ".go":
			return nil
		}
		f, err := parse(name)
		all = append(all, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d files found", len(all))
	}
	return all
}

func skipped(folder string) bool {
	name := path.Base(folder)
	return name == "testdata" || name == "node_modules" || name == "out" || len(name) > 1 && name[0] == '.'
}

func parse(name string) (file, error) {
	f := file{pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go")}
	tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return f, err
	}
	f.doc = tree.Doc.Text() != ""
	f.imports, err = ours(tree.Imports)
	return f, err
}

func ours(specs []*ast.ImportSpec) ([]string, error) {
	var imports []string
	for _, spec := range specs {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if name, ok := strings.CutPrefix(imported, module); ok {
			imports = append(imports, name)
		}
	}
	return imports, nil
}
