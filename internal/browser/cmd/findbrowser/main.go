// Command findbrowser prints the path of the browser that tests and make run
// use, or says what to install.
package main

import (
	"fmt"
	"os"

	"github.com/glance-networks/agent-host/internal/browser"
)

func main() {
	path, err := browser.Find()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(path)
}
