package story

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/glance-networks/agent-host/internal/story/crm"
	"golang.org/x/sync/errgroup"
)

// vera is the customer of the story.
var vera = crm.Contacts[0]

// stepLimit bounds one step.
const stepLimit = 45 * time.Second

// script is the story as it is played.
type script struct {
	options  Options
	summary  Summary
	stage    *stage
	customer Page   // nil until the shop is open
	viewer   Page   // nil until it is open
	key      string // that Nora reads out
	pictures errgroup.Group
	logPage  Page  // nil until the event log is shown
	popup    still // as it was last open

	addresses []string // that Glance's program got
	shared    []string // keys of shared screens
}

// step is one step of the story. Its picture shows the windows after it.
type step struct {
	name    string
	picture string
	do      func(context.Context) error
	windows func() []window
	early   bool // the picture shows them before it
}

// play does each step in turn until one fails. While one is played, the picture
// of the one before is drawn.
func (s *script) play(ctx context.Context) (err error) {
	s.pictures.SetLimit(1)
	defer func() { err = errors.Join(err, s.pictures.Wait()) }()
	for i, step := range s.steps() {
		step.picture = fmt.Sprintf("%02d-%s.png", i+1, step.picture)
		if err := s.playStep(ctx, step); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

func (s *script) playStep(ctx context.Context, step step) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	var shot error
	if step.early {
		shot = s.shoot(ctx, step)
	}
	began := time.Now()
	err := step.do(ctx)
	took := time.Since(began)
	if !step.early {
		shot = s.shoot(ctx, step)
	}
	if err == nil {
		err = shot
	}
	done := Step{Name: step.name, OK: err == nil, Ms: took.Milliseconds(), Picture: step.picture}
	mark := "ok  "
	if err != nil {
		done.Error, mark = err.Error(), "FAIL"
	}
	if shot != nil {
		done.Picture = ""
	}
	s.summary.Steps = append(s.summary.Steps, done)
	s.say("%s %6d ms  %s", mark, done.Ms, done.Name)
	return err
}

// shoot takes the step's picture, also of a step that ran out of time.
func (s *script) shoot(ctx context.Context, step step) error {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
	}
	shots, err := screenshots(ctx, step.windows())
	if err != nil {
		return fmt.Errorf("taking the picture: %w", err)
	}
	s.pictures.Go(func() error { return drawPicture(filepath.Join(s.options.Out, step.picture), shots) })
	return nil
}

func (s *script) agentOnly() []window { return []window{s.stage.agent} }

func (s *script) both() []window {
	if s.customer == nil {
		return s.agentOnly()
	}
	return []window{s.stage.agent, s.customer}
}

func (s *script) viewerAndCustomer() []window {
	if s.viewer == nil {
		return s.both()
	}
	return []window{s.viewer, s.customer}
}
