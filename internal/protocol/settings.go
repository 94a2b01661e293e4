package protocol

// Setting is one setting as it is now.
type Setting struct {
	Key    string        `json:"key"`
	Value  string        `json:"value"`            // as JSON; empty where Secret
	Secret bool          `json:"secret,omitempty"` // it is set, and its value is not told
	Source SettingSource `json:"source"`
	Origin string        `json:"origin,omitempty"` // the file, policy or role that set it
	Locked bool          `json:"locked,omitempty"`
	Own    bool          `json:"own,omitempty"` // a person may set it
}

// SettingSource is the layer that a setting's value came from.
type SettingSource string

// Where a setting's value came from.
const (
	SettingDefault       SettingSource = "default"
	SettingAdministrator SettingSource = "administrator"
	SettingPolicy        SettingSource = "policy"
	SettingRole          SettingSource = "role"
	SettingPerson        SettingSource = "person"
)

// SettingsResult is every setting, without the value of a secret.
type SettingsResult struct {
	Settings []Setting `json:"settings"`
	Roles    []string  `json:"roles"`    // those that this person has
	Mistakes []string  `json:"mistakes"` // one sentence for each that was refused
	File     string    `json:"file"`     // the person's own
}

// SetParams sets one of the person's settings; an empty value takes it back.
type SetParams struct {
	Key   string `json:"key"`
	Value string `json:"value,omitempty"` // as JSON
}

// SetResult says in one sentence why nothing was changed; empty where it was.
type SetResult struct {
	Wrong string `json:"wrong,omitempty"`
}
