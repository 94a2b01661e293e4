package main

import "golang.org/x/sys/windows"

// dropProgram takes out of this process's working set what it does not use: the
// system's documented meaning of two sizes of all ones.
func dropProgram() {
	windows.SetProcessWorkingSetSizeEx(windows.CurrentProcess(), ^uintptr(0), ^uintptr(0), 0)
}
