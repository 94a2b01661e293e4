package main

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/glance-networks/agent-host/internal/cobrowse"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/launch"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

// programs are Glance's programs on this computer, and which of them a person
// agreed to.
type programs struct {
	*launch.Launcher
	*launch.Trust
}

func newPrograms() programs {
	return programs{launch.New(glance.Schemes...), &launch.Trust{File: filepath.Join(stateFolder(), "programs.json")}}
}

// byAddress is the clientCredentials with which an address holds a LoginKey.
const byAddress = "address"

// offered are the buttons that a role has, as actions.
var offered = map[string]protocol.Action{
	"cobrowse": protocol.ActStart, "show": protocol.ActShow, "view": protocol.ActView, "panorama": protocol.ActPanorama,
}

// share is what a role has of Glance's programs.
func (w *work) share(set settings.Settings) cobrowse.Share {
	return cobrowse.Share{
		Programs: w.programs, Offered: offers(set), ShowKey: keyKind(set.ShowKey), ViewKey: keyKind(set.ViewKey),
		FixedKey: set.FixedKey, Digits: set.KeyDigits, Video: set.AgentVideo,
		SignIn: set.ClientCredentials == byAddress, Download: set.DownloadPage != "",
	}
}

func offers(set settings.Settings) []protocol.Action {
	list := []protocol.Action{}
	for _, button := range set.Buttons {
		list = append(list, offered[button])
	}
	return list
}

func keyKind(setting string) protocol.KeyKind {
	if setting == "none" {
		return ""
	}
	return protocol.KeyKind(setting)
}

// withoutFixedKey says that a fixed key is wanted and none is set; a new one is
// drawn each time until it is.
func withoutFixedKey(loaded settings.Loaded) settings.Loaded {
	set := &loaded.Settings
	if set.FixedKey != "" || set.ShowKey != "fixed" && set.ViewKey != "fixed" {
		return loaded
	}
	for _, of := range []struct {
		key  string
		kind *string
	}{{"showKey", &set.ShowKey}, {"viewKey", &set.ViewKey}} {
		if *of.kind == "fixed" {
			*of.kind = "random"
			loaded.Mistakes = append(loaded.Mistakes, settings.Mistake{File: of.key, Sentence: "fixed needs fixedKey, 4 to 10 digits: until it is set a new key is drawn each time"})
		}
	}
	return loaded
}

// clients tells what Glance's programs are worth here. It opens nothing and asks
// nobody.
func (w *work) clients(context.Context, protocol.Empty) (protocol.ClientsResult, error) {
	set := w.loaded().Settings
	result := protocol.ClientsResult{Offered: offers(set), Classic: w.client(glance.SchemeClassic), Panorama: w.client(glance.SchemePanorama)}
	if set.OpenLocation == string(protocol.OpenPanorama) && !slices.Contains(result.Offered, protocol.ActPanorama) {
		result.Offered = append(result.Offered, protocol.ActPanorama)
	}
	hosts, err := w.hosts("")
	if err != nil {
		return result, cannotWork(err)
	}
	service, err := glance.New(set.Glance(hosts), nil)
	if err != nil {
		return result, cannotWork(err)
	}
	result.Download, _ = service.DownloadPage() // none, where it cannot be made
	result.Buttons, _ = service.ButtonsPage(signOn(set).Username)
	return result, nil
}

func (w *work) client(scheme string) protocol.Client {
	p := w.programs.Look(scheme)
	return protocol.Client{Installed: p.Installed(), Name: p.Name, Path: p.Path, Known: p.Installed() && w.programs.Knows(p)}
}
