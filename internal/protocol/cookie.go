package protocol

// CookieOf names one cookie of the browser's.
type CookieOf struct {
	Site string `json:"site"` // https://www.glance.net
	Name string `json:"name"`
}

// CookieParams tells the value of the cookie that the settings name: a secret,
// held in memory only. Empty: it is gone, or no longer allowed to be read.
type CookieParams struct {
	Value string `json:"value"`
}

// String keeps the value out of every print.
func (CookieParams) String() string { return "[cookie]" }

// GoString does the same for %#v.
func (CookieParams) GoString() string { return "[cookie]" }
