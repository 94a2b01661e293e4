package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// dropProgram takes the pages of the program's file that are never written to
// out of this process's memory. Where it cannot, they stay.
func dropProgram() {
	program, errProgram := os.Readlink("/proc/self/exe")
	maps, errMaps := os.Open("/proc/self/maps")
	if errProgram != nil || errMaps != nil {
		return
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		if begin, end, ok := readOnly(lines.Text(), program); ok {
			unix.Syscall(unix.SYS_MADVISE, begin, end-begin, unix.MADV_DONTNEED)
		}
	}
}

// readOnly reads a line of /proc/PID/maps: the range of a mapping of this file
// that cannot be written to.
func readOnly(line, file string) (begin, end uintptr, ok bool) {
	var access, offset, device, inode string
	n, _ := fmt.Sscanf(line, "%x-%x %s %s %s %s", &begin, &end, &access, &offset, &device, &inode)
	ok = n == 6 && strings.HasSuffix(line, " "+file) && strings.HasSuffix(access, "p") && !strings.Contains(access, "w")
	return begin, end, ok && begin < end
}
