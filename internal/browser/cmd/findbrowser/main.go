// Command findbrowser prints the path of the browser that tests and make run
// use, or says what to install:
//
//	findbrowser [chromium|firefox]
package main

import (
	"fmt"
	"os"

	"github.com/glance-networks/agent-host/internal/browser"
	"github.com/glance-networks/agent-host/internal/browser/firefox"
)

func main() {
	find := browser.Find
	if len(os.Args) > 1 && os.Args[1] == "firefox" {
		find = firefox.Find
	}
	path, err := find()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(path)
}
