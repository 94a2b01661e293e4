package manifests_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/manifests"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const metaschema = "https://json-schema.org/draft/2020-12/schema"

func decode(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func compile(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", decode(t, text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSchemasAreSchemas(t *testing.T) {
	meta, err := jsonschema.NewCompiler().Compile(metaschema)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"settings": manifests.SettingsSchema, "site rule": manifests.SiteRuleSchema} {
		if err := meta.Validate(decode(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSitesFollowTheirSchema(t *testing.T) {
	schema := compile(t, manifests.SiteRuleSchema)
	names, err := fs.Glob(manifests.Sites, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no sites", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(manifests.Sites, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(decode(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var rule struct{ ID string }
		if json.Unmarshal(text, &rule); rule.ID+".json" != name {
			t.Errorf("%s holds the rule %q", name, rule.ID)
		}
	}
}

func TestSiteRuleSchemaRefuses(t *testing.T) {
	schema := compile(t, manifests.SiteRuleSchema)
	text, err := fs.ReadFile(manifests.Sites, "sample-crm.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"https://crm.localhost/*", "http://crm.localhost/*"},
		{"https://crm.localhost/*", "https://*/*"},
		{`"id": "sample-crm"`, `"id": "Sample CRM"`},
		{`"path": "/contacts/:id"`, `"path": "contacts"`},
		{`{ "path": "id" }`, `{ "path": "id", "label": "Id" }`},
		{`{ "path": "id" }`, `{}`},
		{`"side": "after"`, `"side": "within"`},
		{`"type": "contact"`, `"script": "alert(1)", "type": "contact"`},
	} {
		broken := strings.Replace(string(text), change[0], change[1], 1)
		if broken == string(text) {
			t.Errorf("the sample holds no %s", change[0])
		}
		if schema.Validate(decode(t, []byte(broken))) == nil {
			t.Errorf("accepted: %s", change[1])
		}
	}
}

func TestSettingsDefaults(t *testing.T) {
	var schema struct {
		Properties map[string]struct {
			Default     any
			Description string
			Layer       string `json:"x-layer"`
		}
	}
	if err := json.Unmarshal(manifests.SettingsSchema, &schema); err != nil {
		t.Fatal(err)
	}
	defaults := map[string]any{}
	for name, setting := range schema.Properties {
		if setting.Default == nil || setting.Description == "" || setting.Layer != "file" && setting.Layer != "administrator" && setting.Layer != "anyone" {
			t.Errorf("%s has no default, description or x-layer", name)
		}
		defaults[name] = setting.Default
	}
	if err := compile(t, manifests.SettingsSchema).Validate(defaults); err != nil {
		t.Error(err)
	}
}

// TestChromiumIDFollowsFromKey: Chromium derives an unpacked extension's id from
// its public key: half of the SHA-256, in the letters a to p.
func TestChromiumIDFollowsFromKey(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString(manifests.Identity().ChromiumKey)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(key)
	var id strings.Builder
	for _, b := range sum[:16] {
		id.WriteByte('a' + b>>4)
		id.WriteByte('a' + b&15)
	}
	if got := manifests.Identity().Chromium[0]; got != id.String() {
		t.Errorf("id %s, the key says %s", got, &id)
	}
	if want := []string{"chrome-extension://" + id.String() + "/"}; !slices.Equal(manifests.Origins(), want) {
		t.Errorf("origins %v, want %v", manifests.Origins(), want)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("testdata/%s (%v) differs from:\n%s", name, err, got)
	}
}

func TestHostManifests(t *testing.T) {
	for family, path := range map[manifests.Family]string{
		manifests.Chromium: `C:\Program Files\Glance\1.2.3\glance-host.exe`,
		manifests.Firefox:  "/opt/glance/1.2.3/glance-host",
	} {
		got, err := manifests.HostManifest(family, path)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "host."+string(family)+".json", got)
	}
}

func TestHostManifestRefuses(t *testing.T) {
	for _, path := range []string{"", "glance-host", "./glance-host", "../x", `C:glance-host.exe`} {
		if _, err := manifests.HostManifest(manifests.Chromium, path); err == nil {
			t.Errorf("accepted the path %q", path)
		}
	}
	if _, err := manifests.HostManifest("opera", "/x"); err == nil {
		t.Error("accepted an unknown family")
	}
}

func TestExtensionManifests(t *testing.T) {
	for _, family := range []manifests.Family{manifests.Chromium, manifests.Firefox} {
		got, err := manifests.ExtensionManifest(family, "1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "extension."+string(family)+".json", got)
	}
	if _, err := manifests.ExtensionManifest("opera", "1.2.3"); err == nil {
		t.Error("accepted an unknown family")
	}
	for _, version := range []string{"", "1.", "v1", "1.2.3-beta", "01", "1.2.3.4.5", "65536", "-1"} {
		if _, err := manifests.ExtensionManifest(manifests.Chromium, version); err == nil {
			t.Errorf("accepted the version %q", version)
		}
	}
}

// TestNoMorePermissions: each addition is a prompt for every user and a question
// from every reviewer, so it is made here first, on purpose.
func TestNoMorePermissions(t *testing.T) {
	for _, family := range []manifests.Family{manifests.Chromium, manifests.Firefox} {
		text, err := manifests.ExtensionManifest(family, "1")
		if err != nil {
			t.Fatal(err)
		}
		var manifest map[string]any
		if err := json.Unmarshal(text, &manifest); err != nil {
			t.Fatal(err)
		}
		want := []any{"activeTab", "contextMenus", "identity", "nativeMessaging", "scripting", "storage"}
		if family == manifests.Chromium { // its side panel has a permission, of which nobody is asked
			want = slices.Insert(want, 5, any("sidePanel"))
		}
		if got, _ := manifest["permissions"].([]any); !slices.Equal(got, want) {
			t.Errorf("%s: permissions %v, want %v", family, got, want)
		}
		if got, _ := manifest["optional_host_permissions"].([]any); !slices.Equal(got, []any{"https://*/*"}) {
			t.Errorf("%s: optional_host_permissions %v", family, got)
		}
		if got, _ := manifest["optional_permissions"].([]any); !slices.Equal(got, []any{"cookies"}) { // asked for where presence needs it (docs/security.md)
			t.Errorf("%s: optional_permissions %v", family, got)
		}
		for _, key := range []string{
			"content_scripts", "host_permissions", "web_accessible_resources", "externally_connectable", "sandbox", "devtools_page",
		} {
			if manifest[key] != nil {
				t.Errorf("%s: has %s", family, key)
			}
		}
	}
}

// TestManagedFlavour: it differs from the store's by the sites alone.
func TestManagedFlavour(t *testing.T) {
	sites := []string{"https://*.Help.example.com/agent/*", "https://crm.example.com/*", "https://crm.example.com", "https://crm.localhost/contacts/*"}
	want := []any{"https://*.help.example.com/*", "https://crm.example.com/*", "https://crm.localhost/*"}
	for _, family := range []manifests.Family{manifests.Chromium, manifests.Firefox} {
		var store, managed map[string]any
		for manifest, sites := range map[*map[string]any][]string{&store: nil, &managed: sites} {
			text, err := manifests.ExtensionManifest(family, "1", sites...)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, manifest); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := managed["host_permissions"].([]any); !slices.Equal(got, want) {
			t.Errorf("%s: host_permissions %v, want %v", family, got, want)
		}
		delete(managed, "host_permissions")
		if !reflect.DeepEqual(store, managed) {
			t.Errorf("%s: the flavours differ by more: %v and %v", family, store, managed)
		}
	}
}

func TestManagedFlavourRefuses(t *testing.T) {
	for _, site := range []string{
		"", "crm.example.com", "http://crm.example.com/*", "https://*/*", "https://*", "<all_urls>", "https://*.*.example.com/*", "https://crm.*.com/*",
		"https://crm.example.com:8443/*", "https://crm.example.com/ *", "https://.example.com/*", "https://crm..com/*", "https:///*", "https://-crm.example.com/*",
	} {
		if text, err := manifests.ExtensionManifest(manifests.Chromium, "1", site); err == nil {
			t.Errorf("accepted the site %q: %s", site, text)
		}
	}
}

func TestIconsAreThere(t *testing.T) {
	text, err := manifests.ExtensionManifest(manifests.Chromium, "1")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Icons map[string]string }
	if err := json.Unmarshal(text, &manifest); err != nil || len(manifest.Icons) == 0 {
		t.Fatal("no icons", err)
	}
	for _, path := range manifest.Icons {
		if _, err := os.Stat(filepath.Join("..", "extension", path)); err != nil {
			t.Error(err)
		}
	}
}

// TestRedirects: what the browsers' identity APIs answer for this extension.
func TestRedirects(t *testing.T) {
	want := []string{"https://" + manifests.Identity().Chromium[0] + ".chromiumapp.org/", "https://b4411bb6e5b7fe1c02a7b4db56b40d0806a36369.extensions.allizom.org/"}
	if got := manifests.Redirects(); !slices.Equal(got, want) {
		t.Errorf("redirects %v, want %v", got, want)
	}
}
