package presence

import (
	"context"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
)

// message is an update of the socket, or why it broke.
type message struct {
	update glance.Update
	err    error
}

// stream follows a socket until it breaks. The present state is asked first:
// what happened before the socket stood is not told by it.
func (f *follow) stream(ctx context.Context, stream *glance.Stream, token glance.Token) error {
	ctx, stop := context.WithCancel(ctx)
	messages := make(chan message)
	done := make(chan struct{})
	go func() { defer close(done); read(ctx, stream, messages) }()
	defer func() { stop(); stream.Close(); <-done }()

	f.stood = time.Now()
	s := socket{follow: f, answers: make(chan answer, 1)}
	s.lookUp(ctx, token)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.look:
			s.lookUp(ctx, token)
		case a := <-s.answers:
			if err := s.lookedUp(a); err != nil {
				return f.refused(token, err)
			}
		case <-s.left:
			s.leave()
		case <-s.fades:
			s.fade()
		case m := <-messages:
			if m.err != nil {
				return broke(m.err)
			}
			f.waits.Reset()
			s.heard(m.update)
		}
	}
}

func read(ctx context.Context, stream *glance.Stream, to chan<- message) {
	for {
		update, err := stream.Next(ctx)
		select {
		case to <- message{update, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// broke names a cut by what it means here; silence and nonsense keep their code.
func broke(err error) error {
	if glance.CodeOf(err) == glance.Unreachable {
		return ErrDropped
	}
	return err
}

// answer is what a look found.
type answer struct {
	news News
	err  error
}

// socket is what one socket has told so far.
type socket struct {
	*follow
	answers chan answer
	asking  bool
	greeted bool             // the present state was told on this socket
	spoke   bool             // since the last look was asked: then its answer is old news
	left    <-chan time.Time // runs while a leaving may still be a page change
	fades   <-chan time.Time // runs while several devices count
}

func (s *socket) lookUp(ctx context.Context, token glance.Token) {
	if s.asking {
		return
	}
	s.asking, s.spoke = true, false
	go func() {
		news, err := s.ask(ctx, token, true)
		s.answers <- answer{news, err}
	}()
}

// lookedUp takes the answer of a look, unless the socket knew better meanwhile.
func (s *socket) lookedUp(a answer) error {
	s.asking = false
	switch {
	case s.greeted && s.spoke:
		return nil
	case a.err != nil && !s.spoke:
		return a.err
	case s.spoke || a.err != nil:
		a.news = s.state
	default:
		a.news = s.several(s.counted(a.news, a.news.Visitor))
	}
	if s.greeted {
		s.changed(a.news)
		return nil
	}
	s.greeted = true
	a.news.Anew = true
	s.set(a.news)
	s.state.Anew = false
	return nil
}

func (s *socket) heard(update glance.Update) {
	switch update.Kind {
	case glance.UpdateConnected, glance.UpdatePage:
		s.spoke, s.left = true, nil
		news := News{Known: Present, Visitor: s.merge(update.Visitor), Live: true}
		s.changed(s.several(s.counted(news, update.Visitor)))
	case glance.UpdateDisconnected:
		s.spoke = true
		s.devices.clear() // none of the visitor's connections is left
		if s.state.Known == Present {
			s.left = time.After(leaveGrace)
			return
		}
		s.leave()
	default:
		told := s.state
		told.Live, told.Event = true, &update
		s.tell(told)
	}
}

// merge keeps what is known of the page when an update does not tell it.
func (s *socket) merge(visitor glance.Visitor) glance.Visitor {
	if visitor.URL == "" && s.state.Known == Present {
		return s.state.Visitor
	}
	visitor.Present = true
	return visitor
}

// several has the count told again once one of several devices does not count.
func (s *socket) several(news News) News {
	s.fades = nil
	if news.Devices > 1 {
		_, fades := s.devices.count(time.Now())
		s.fades = time.After(fades)
	}
	return news
}

func (s *socket) fade() {
	news := s.state
	news.Devices, _ = s.devices.count(time.Now())
	s.changed(s.several(news))
}

func (s *socket) leave() {
	s.left = nil
	s.changed(News{Known: Absent, Live: true})
}
