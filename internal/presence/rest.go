package presence

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// poll asks the documented REST call in turn, until it fails.
func (f *follow) poll(ctx context.Context) error {
	for ctx.Err() == nil {
		token, err := f.Tokens.Token(ctx)
		if err != nil {
			return err
		}
		news, err := f.ask(ctx, token, false)
		if err != nil {
			return f.refused(token, err)
		}
		f.changed(f.counted(news, news.Visitor))
		f.waits.Reset()
		f.pause(ctx, f.Poll)
	}
	return ctx.Err()
}

// ask looks up the present state.
func (f *follow) ask(ctx context.Context, token glance.Token, live bool) (News, error) {
	visitor, err := f.Service.LookupVisitor(ctx, token, f.Group, f.visitor)
	if err != nil {
		return News{}, err
	}
	if !visitor.Present {
		return News{Known: Absent, Live: live}, nil
	}
	return News{Known: Present, Visitor: visitor, Live: live}, nil
}

// counted notes from which device the visitor was heard of, and tells of how many.
func (f *follow) counted(news News, heard glance.Visitor) News {
	if news.Known != Present {
		f.devices.clear()
		return news
	}
	f.devices.hear(heard, time.Now())
	news.Devices, _ = f.devices.count(time.Now())
	return news
}

// changed tells a state only where it differs from the one that was told.
func (f *follow) changed(news News) {
	news.Visitor.Seen = time.Time{}
	if f.state.Known != news.Known || f.state.Visitor != news.Visitor || f.state.Live != news.Live || f.state.Devices != news.Devices {
		f.set(news)
	}
}
