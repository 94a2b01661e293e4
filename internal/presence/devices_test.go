package presence

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

func TestSeveralDevicesAreTold(t *testing.T) {
	for _, dialect := range []Dialect{Mirror, REST} {
		t.Run(string(dialect), func(t *testing.T) {
			f := follow_(t, dialect)
			desk, phone := f.sim.Visitor(visitor), f.sim.Visitor(visitor).On("Safari", "iPhone")
			must(t, desk.Connect("https://shop.localhost/a"))
			at := f.until(0, "one", func(n News) bool { return n.Known == Present && n.Devices == 1 })
			must(t, desk.Navigate("https://shop.localhost/b"))
			at = f.until(at, "the same one", func(n News) bool { return n.Visitor.URL == "https://shop.localhost/b" })
			if n := f.news[at].Devices; n != 1 {
				t.Fatalf("a page change makes %d devices", n)
			}
			must(t, phone.Connect("https://shop.localhost/c"))
			at = f.until(at, "two", func(n News) bool { return n.Devices == 2 })
			must(t, phone.Disconnect())
			must(t, desk.Disconnect())
			at = f.until(at, "absent", known(Absent))
			if n := f.news[at].Devices; n != 0 {
				t.Errorf("%d devices of nobody", n)
			}
			must(t, desk.Connect("https://shop.localhost/d"))
			f.until(at, "one again", func(n News) bool { return n.Known == Present && n.Devices == 1 })
		})
	}
}

func TestADeviceIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &socket{follow: &follow{state: News{Known: Checking}}}
		var told News
		s.tell = func(n News) { told = n }
		page := func(browser string) {
			s.heard(glance.Update{Kind: glance.UpdatePage, Visitor: glance.Visitor{Present: true, URL: "https://shop.example/", Browser: browser}})
		}
		page("Firefox 1")
		page("Safari 2")
		if told.Devices != 2 || s.fades == nil {
			t.Fatalf("told %+v", told)
		}
		time.Sleep(deviceMemo - time.Second)
		page("Safari 2")
		if told.Devices != 2 {
			t.Fatalf("told %+v", told)
		}
		<-s.fades
		s.fade()
		if told.Devices != 1 || s.fades != nil {
			t.Fatalf("told %+v", told)
		}
		s.heard(glance.Update{Kind: glance.UpdateDisconnected})
		page("Firefox 1")
		if told.Devices != 1 {
			t.Fatalf("who left is counted: %+v", told)
		}
	})
}

func TestDevicesAreBounded(t *testing.T) {
	var d devices
	for i := range 100 {
		d.hear(glance.Visitor{Browser: fmt.Sprint(i)}, time.Now())
	}
	d.hear(glance.Visitor{}, time.Now())
	if n, _ := d.count(time.Now()); n != maxDevices {
		t.Errorf("%d devices", n)
	}
}
