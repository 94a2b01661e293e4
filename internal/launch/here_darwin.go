package launch

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// patience is how long LaunchServices may take to answer.
const patience = 3 * time.Second

func find(scheme string) Program { return services{run, start, isFolder}.find(scheme) }

// display: whoever runs a browser here has one.
func display() bool { return true }

func run(program string, args ...string) (string, error) {
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	out, err := exec.CommandContext(ctx, program, args...).Output()
	return string(out), err
}

func start(program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// guarded reports whether an application is installed for everybody.
func guarded(path string) bool { return strings.HasPrefix(path, "/Applications/") }
