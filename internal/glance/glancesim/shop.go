package glancesim

import (
	"net/http"
	"strings"
)

// product is something the shop sells.
type product struct {
	ID, Name, Note, Price, Leaf string
}

var products = []product{
	{"harbour-breakfast", "Harbour Breakfast", "Malty and bright, takes milk well", "7.90", "ruby"},
	{"green-hill", "Green Hill Sencha", "Fresh grass, a little sea air", "9.40", "moss"},
	{"evening-mint", "Evening Mint", "Peppermint and lemon balm", "6.20", "mint"},
	{"smoke-and-pine", "Smoke and Pine", "Dried over pine wood, for cold days", "8.80", "slate"},
	{"apricot-oolong", "Apricot Oolong", "Half green, half dark, wholly round", "11.50", "apricot"},
	{"night-rooibos", "Night Rooibos", "Vanilla and orange peel", "6.90", "rust"},
}

// shopView is what every page of the shop is made from.
type shopView struct {
	Title    string
	Page     string // home, products, product, cart
	Products []product
	Product  product
	Group    int64
	Presence string // the visitor's websocket
	Visitor  string // who the sign-in link is
}

// shopHandler is the customer's website, tagged with the visitor's script (D:
// that a site is; the script itself is this simulator's).
func (s *Sim) shopHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.shopPage("home", "Tea, kept simple"))
	mux.HandleFunc("GET /products", s.shopPage("products", "All teas"))
	mux.HandleFunc("GET /cart", s.shopPage("cart", "Your basket"))
	mux.HandleFunc("GET /products/{id}", s.shopProduct)
	mux.Handle("GET /assets/", assets)
	return mux
}

func (s *Sim) shopPage(name, title string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { s.renderShop(w, shopView{Page: name, Title: title}) }
}

func (s *Sim) shopProduct(w http.ResponseWriter, r *http.Request) {
	for _, p := range products {
		if p.ID == r.PathValue("id") {
			s.renderShop(w, shopView{Page: "product", Title: p.Name, Product: p})
			return
		}
	}
	http.NotFound(w, r)
}

func (s *Sim) renderShop(w http.ResponseWriter, view shopView) {
	presence := "wss" + strings.TrimPrefix(s.PresenceServer, "https")
	view.Products, view.Group, view.Visitor = products, s.options.Group, s.options.ShopVisitor
	view.Presence = presence + "/visitorws"
	w.Header().Set("Content-Security-Policy", "default-src 'self'; connect-src 'self' "+presence+"; base-uri 'none'; form-action 'self'")
	render(w, "shop.html", view)
}
