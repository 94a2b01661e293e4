package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// starterName is a browser's: the host looks at the program that started it.
const starterName = "chromium"

// startJob is what is started, in turns.
type startJob struct {
	Echo, Host, Dir string
	Env             []string
	Frame           []byte
}

// startTurn is one start of each host, in milliseconds.
type startTurn struct{ Ours, Floor float64 }

// asStarter runs a copy of this program, named as a browser is, in folder, and
// has it measure. Where only root can have put it there it is a known browser to
// the host, as the one that starts it every day.
func asStarter(ctx context.Context, folder string, job startJob) (turns []pair, err error) {
	program, err := copyOfThis(folder)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(filepath.Dir(program))
	text, err := json.Marshal(job)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(text), os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the starter: %w", err)
	}
	var found []startTurn
	err = json.Unmarshal(output, &found)
	for _, t := range found {
		turns = append(turns, pair{ours: t.Ours, floor: t.Floor})
	}
	return turns, err
}

func copyOfThis(folder string) (program string, err error) {
	this, err := os.Executable()
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(this)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	own, err := os.MkdirTemp(folder, "starter-")
	if err != nil {
		return "", err
	}
	program = filepath.Join(own, starterName)
	return program, os.WriteFile(program, text, 0o755)
}

// isStarter reports whether this program is the copy.
func isStarter() bool { return filepath.Base(os.Args[0]) == starterName }

// starter measures what it reads from in, and writes the turns to out.
func starter(ctx context.Context, in io.Reader, out io.Writer) error {
	var job startJob
	if err := json.NewDecoder(in).Decode(&job); err != nil {
		return err
	}
	turns, err := alternate(starts,
		func() (float64, error) {
			return firstAnswer(ctx, job.Echo, job.Dir, job.Env, job.Frame, []byte(`"method":"hello"`))
		},
		func() (float64, error) {
			return firstAnswer(ctx, job.Host, job.Dir, job.Env, job.Frame, []byte(`"result":`))
		})
	if err != nil {
		return err
	}
	var list []startTurn
	for _, t := range turns {
		list = append(list, startTurn{Ours: t.ours, Floor: t.floor})
	}
	return json.NewEncoder(out).Encode(list)
}
