package story

import (
	"context"
	"encoding/json"
	"html/template"
	"strings"

	"github.com/glance-networks/agent-host/internal/events"
)

var logTemplate = template.Must(template.New("log").Parse(`<head><title>Event log</title><style>
body { margin: 24px; font: 13px/1.3 system-ui, sans-serif; color: #1d2733; }
h1 { font-size: 18px; margin: 0 0 12px; }
table { border-collapse: collapse; width: 100%; }
th, td { font-size: 12px; text-align: left; padding: 1px 12px 1px 0; white-space: nowrap; }
th { color: #5b6877; font-weight: 500; }
tr.first td { border-top: 1px solid #d5dbe3; padding-top: 5px; }
td:first-child, td:nth-child(2) { font-variant-numeric: tabular-nums; }
</style></head><body><h1>The desk's event log, times in UTC</h1>
<table><tr><th>Time</th><th>#</th><th>Step</th><th>Record</th><th>Key</th><th>Agent</th><th>Group</th><th>Desk</th><th>Type</th></tr>
{{range .}}{{range $i, $e := .}}<tr{{if eq $i 0}} class="first"{{end}}><td>{{$e.Time.Format "15:04:05.000"}}</td><td>{{$e.Seq}}</td><td>{{$e.Name}}</td>
<td>{{$e.Record.Type}} {{$e.Record.ID}}, {{$e.Record.Title}}</td><td>{{$e.Key}}, {{$e.KeyKind}}</td><td>{{$e.Agent}}</td><td>{{$e.Group}}</td><td>{{$e.Desk}}</td><td>{{$e.Type}}</td></tr>
{{end}}{{end}}</table></body>`))

// showLog draws the event log in a tab, for its picture.
func (s *script) showLog(ctx context.Context, sessions [][]events.Event) (err error) {
	var page strings.Builder
	if err := logTemplate.Execute(&page, sessions); err != nil {
		return err
	}
	text, err := json.Marshal(page.String())
	if err != nil {
		return err
	}
	if s.logPage, err = s.stage.browser.Open(ctx, "about:blank"); err != nil {
		return err
	}
	return s.logPage.Evaluate(ctx, "document.documentElement.innerHTML = "+string(text), nil)
}

func (s *script) agentAndLog() []window {
	if s.logPage == nil {
		return s.agentOnly()
	}
	return []window{s.stage.agent, s.logPage}
}
