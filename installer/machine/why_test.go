package machine

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestWhy(t *testing.T) {
	for _, test := range []struct {
		err  error
		what string
	}{
		{&os.PathError{Op: "write", Err: syscall.ENOSPC}, "full"},
		{&os.PathError{Op: "open", Err: fs.ErrPermission}, "not allowed"},
		{&os.PathError{Op: "open", Err: syscall.EROFS}, "only be read"},
		{errors.Join(ErrInUse, fs.ErrPermission), "in use"},
		{&os.PathError{Op: "mkdir", Err: syscall.ENOTDIR}, "a folder is due"},
		{errors.New("moon"), "moon"},
	} {
		if what, do := Why(test.err); !strings.Contains(what, test.what) || do == "" {
			t.Errorf("%v: %q, %q", test.err, what, do)
		}
	}
}
