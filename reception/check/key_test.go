package check

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestKeys holds every finding of every case to what a key is for: the same after
// it was stored, and another when any input, or the rule's version, is another.
func TestKeys(t *testing.T) {
	for _, c := range cases() {
		tomorrow := c.facts
		tomorrow.Today = tomorrow.Today.AddDays(1)
		later := Run(tomorrow).Findings
		for _, f := range Run(c.facts).Findings {
			at, key := c.rule+"/"+c.name+"/"+f.Rule, f.Key()
			text, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			var stored Finding
			if err := json.Unmarshal(text, &stored); err != nil {
				t.Fatal(err)
			}
			stored.Aside = f.Aside // which is kept apart
			if stored.Key() != key {
				t.Errorf("%s: another key once it is stored", at)
			}
			if same := Fresh([]Finding{f}, later); f.Severity != Info && !c.facts.This.SubmittedAt.IsZero() && slices.ContainsFunc(same, func(x Finding) bool {
				return x.Rule == f.Rule && x.DoIt == f.DoIt && x.Severity == f.Severity && len(later) == 1
			}) {
				t.Errorf("%s: another key tomorrow", at)
			}
			next := stored
			next.Version++
			if next.Key() == key {
				t.Errorf("%s: the same key under another version of the rule", at)
			}
			for i := range stored.Inputs {
				if in := stored.Inputs[i]; in.Source == "calendar" && in.Today {
					continue // the day of the run
				}
				for name, change := range map[string]func(*Input){
					"value":    func(in *Input) { in.Value += "0" },
					"revision": func(in *Input) { in.Revision++ },
					"day":      func(in *Input) { in.ValidOn, in.Today = in.ValidOn.AddDays(1), false },
					"cell":     func(in *Input) { in.Place.Cell += "1" },
				} {
					other := stored
					other.Inputs = append([]Input(nil), stored.Inputs...)
					change(&other.Inputs[i])
					if other.Key() == key {
						t.Errorf("%s: the same key with another %s of %s", at, name, stored.Inputs[i].En)
					}
				}
			}
			severe := stored
			severe.Severity = Info
			if severe.Key() != key {
				t.Errorf("%s: the severity is part of the key", at)
			}
		}
	}
}
