package check

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/glance-networks/agent-host/installer/browsers"
	"github.com/glance-networks/agent-host/installer/machine"
)

// programFault says why a browser could not start a file on a system with a
// processor (a GOARCH), or nothing.
func programFault(system browsers.System, processor string, thing machine.Thing) string {
	switch {
	case thing.Kind == machine.Nothing:
		return "the program is missing"
	case thing.Kind != machine.File:
		return "it is not a file"
	case system != browsers.Windows && thing.Mode&0o111 == 0:
		return "it is not executable"
	}
	return ForeignProgram(system, processor, thing.Head)
}

// ForeignProgram says what a program's first bytes tell of a system or processor
// other than these, or nothing. A script is taken as it is.
func ForeignProgram(system browsers.System, processor string, head []byte) string {
	is, of := kindOf(head)
	switch {
	case bytes.HasPrefix(head, []byte("#!")) && system != browsers.Windows:
		return ""
	case is == "":
		return "it is not a program of any system"
	case is != system:
		return fmt.Sprintf("it is a program for %s, and this is %s", is, system)
	case of != "" && of != processor && !translated(system, processor, of):
		return fmt.Sprintf("it is a program for %s processors, and this one is %s", of, processor)
	}
	return ""
}

// translated: some systems run programs of another processor.
func translated(system browsers.System, processor, of string) bool {
	return system != browsers.Linux && processor == "arm64" && of == "amd64" || system == browsers.Windows && of == "386"
}

var (
	elfMachines = map[uint16]string{62: "amd64", 183: "arm64", 3: "386", 40: "arm", 243: "riscv64"}
	peMachines  = map[uint16]string{0x8664: "amd64", 0xaa64: "arm64", 0x14c: "386"}
	macMachines = map[uint32]string{0x01000007: "amd64", 0x0100000c: "arm64"}
)

// kindOf reads a program's system and processor. A processor that is not known,
// and a Mac program for several, is an empty text.
func kindOf(head []byte) (browsers.System, string) {
	le := binary.LittleEndian
	switch {
	case len(head) >= 20 && bytes.HasPrefix(head, []byte("\x7fELF")):
		return browsers.Linux, elfMachines[le.Uint16(head[18:])]
	case len(head) >= 8 && le.Uint32(head) == 0xfeedfacf:
		return browsers.Mac, macMachines[le.Uint32(head[4:])]
	case len(head) >= 8 && binary.BigEndian.Uint32(head) == 0xcafebabe:
		return browsers.Mac, ""
	case len(head) >= 64 && bytes.HasPrefix(head, []byte("MZ")):
		at := int(le.Uint32(head[60:]))
		if at >= 0 && at+6 <= len(head) && bytes.HasPrefix(head[at:], []byte("PE\x00\x00")) {
			return browsers.Windows, peMachines[le.Uint16(head[at+4:])]
		}
		return browsers.Windows, ""
	}
	return "", ""
}
