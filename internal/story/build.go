package story

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/glance-networks/agent-host/manifests"
)

// build makes what is not there yet, in dir, and returns where host and
// extension are.
func build(ctx context.Context, o Options, dir string) (host, extension string, err error) {
	root, err := moduleRoot()
	if err != nil {
		return "", "", err
	}
	if host = o.Host; host == "" {
		host, err = buildHost(ctx, root, dir, o.Race)
	}
	if extension = o.Extension; extension == "" && err == nil {
		extension, err = buildExtension(ctx, root, o.Browser, dir)
	}
	return host, extension, err
}

func buildHost(ctx context.Context, root, dir string, race bool) (string, error) {
	path := filepath.Join(dir, "glance-host")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if race { // by the flags of go test, so that what it compiled serves here too
		return path, tool(ctx, root, nil, "go", "build", "-race", "-o", path, "./host")
	}
	return path, buildShipped(ctx, root, path, "./host")
}

// shipped is the environment in which the programs that are shipped are built.
var shipped = []string{"CGO_ENABLED=0"}

func buildInstaller(ctx context.Context, dir string) (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "glance-installer")
	return path, buildShipped(ctx, root, path, "./installer")
}

func buildShipped(ctx context.Context, root, path, program string) error {
	return tool(ctx, root, shipped, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, program)
}

func buildExtension(ctx context.Context, root string, family manifests.Family, dir string) (string, error) {
	source, out := filepath.Join(root, "extension"), filepath.Join(dir, "extension")
	if _, err := os.Stat(filepath.Join(source, "node_modules")); err != nil {
		return "", fmt.Errorf("the extension's npm packages are missing: run npm ci --ignore-scripts in %s", source)
	}
	return out, tool(ctx, source, nil, "npm", "run", "--silent", "build", "--", "--browser", string(cmp.Or(family, manifests.Chromium)), "--out", out)
}

func tool(ctx context.Context, dir string, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, output)
	}
	return nil
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("no go.mod above this folder: run this inside the repository")
		}
		dir = filepath.Dir(dir)
	}
}
