package story

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

// leftLimit is how long the processes of a closed browser may take to go.
const leftLimit = 10 * time.Second

// noneLeft waits until no process of the desk in dir is left. Those that stay
// are killed and named in the error. Only Linux lets it look.
func noneLeft(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), leftLimit)
	defer cancel()
	err := browser.Until(ctx, "the browser's processes to end", func(context.Context) (bool, error) {
		return len(processesOf(dir)) == 0, nil
	})
	if err == nil {
		return nil
	}
	var names []string
	for _, pid := range processesOf(dir) {
		command, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "comm"))
		names = append(names, fmt.Sprintf("%s (%d)", bytes.TrimSpace(command), pid))
		if process, err := os.FindProcess(pid); err == nil {
			process.Kill()
		}
	}
	return fmt.Errorf("%w: killed %v", err, names)
}

// processesOf lists the processes whose environment or command names dir, this
// one aside.
func processesOf(dir string) []int {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	var list []int
	for _, folder := range folders {
		pid, err := strconv.Atoi(filepath.Base(folder))
		if err != nil || pid == os.Getpid() {
			continue
		}
		command, _ := os.ReadFile(filepath.Join(folder, "cmdline"))
		environment, _ := os.ReadFile(filepath.Join(folder, "environ"))
		if bytes.Contains(command, []byte(dir)) || bytes.Contains(environment, []byte(dir)) {
			list = append(list, pid)
		}
	}
	return list
}
