package story

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// install runs the installer as the person at the desk does.
func (s *stage) install(ctx context.Context, args ...string) (said string, err error) {
	cmd := exec.CommandContext(ctx, s.installer, args...)
	cmd.Env, cmd.Dir = s.desk.environment(), s.desk.home()
	output, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("glance-installer %s: %w\n%s", strings.Join(args, " "), err, output)
	}
	return string(output), err
}

// checked has the installer look as the browser does, start the host and say hello.
func (s *script) checked(ctx context.Context) error {
	said, err := s.stage.install(ctx, "check", "--browser", string(s.options.Browser))
	if err == nil && !strings.Contains(said, "All is well") {
		err = fmt.Errorf("the check is not green:\n%s", said)
	}
	return err
}

// removed takes what was installed; what was recorded stays.
func (s *script) removed(ctx context.Context) error {
	if _, err := s.stage.install(ctx, "remove"); err != nil {
		return err
	}
	desk := s.stage.desk
	for _, path := range []string{desk.manifest(), filepath.Join(desk.data(), product)} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is left (%v)", path, err)
		}
	}
	_, err := os.Stat(desk.events())
	return err
}
