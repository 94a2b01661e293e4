package acceptance

import "testing"

// TestWhose: a customer of one Glance group is none of another's, and what is
// doubtful of a customer stands on the button before anything is asked of them.
func TestWhose(t *testing.T) {
	d := openDesk(t, nil)
	d.try("one visitor id on two records", d.twoRecords)
	d.try("two devices", d.twoDevices)
	d.try("a colleague’s session", d.colleagues)
	d.try("a sandbox and production", d.sandboxApart)
}
