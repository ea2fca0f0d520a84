package newsroom_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yubao/internal/newsroom"
	_ "yubao/internal/seedtest" // the same cases on every run
)

var (
	now    = time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)
	editor = newsroom.Person{ID: "zhang", Name: "张编辑", Role: newsroom.Editor}
	chief  = newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}
	guest  = newsroom.Person{ID: "gast"}
)

func filed() newsroom.Dossier {
	return newsroom.Dossier{
		Draft:    newsroom.Draft{ID: 7, Edition: "evening", State: newsroom.Filed, Revision: 2, Voice: newsroom.Model},
		Revision: newsroom.Revision{Number: 2},
	}
}

func TestSignOff(t *testing.T) {
	t.Parallel()
	attested := &newsroom.Attestation{Station: "新乡市气象台", Issued: now}
	tests := []struct {
		name     string
		change   func(*newsroom.Dossier)
		seen     int
		by       newsroom.Person
		override string
		want     error
	}{
		{name: "a chief signs what he saw", seen: 2, by: chief},
		{name: "the daemon signs where its settings say so", seen: 2, by: newsroom.Person{ID: newsroom.Machine}},
		{name: "an editor may not", seen: 2, by: editor, want: newsroom.ErrForbidden},
		{name: "a stranger may not", seen: 2, by: guest, want: newsroom.ErrForbidden},
		{name: "an older revision is stale", seen: 1, by: chief, want: newsroom.ErrStale},
		{name: "a revision of the future is stale", seen: 3, by: chief, want: newsroom.ErrStale},
		{name: "signed is signed", change: func(d *newsroom.Dossier) { d.Draft.State = newsroom.Signed }, seen: 2, by: chief, want: newsroom.ErrDecided},
		{name: "contradictions stand against it", change: func(d *newsroom.Dossier) { d.Revision.Contradictions = 1 }, seen: 2, by: chief, want: newsroom.ErrFindings},
		{name: "blanks are no reason", change: func(d *newsroom.Dossier) { d.Revision.Contradictions = 1 }, seen: 2, by: chief, override: "  ", want: newsroom.ErrFindings},
		{name: "a reason lets them stand", change: func(d *newsroom.Dossier) { d.Revision.Contradictions = 1 }, seen: 2, by: chief, override: "气象台口径"},
		{name: "a reason given with the edit does too", change: func(d *newsroom.Dossier) { d.Revision.Contradictions, d.Revision.Overrides = 1, "气象台口径" }, seen: 2, by: chief},
		{name: "the station's voice needs its word", change: func(d *newsroom.Dossier) { d.Draft.Voice = newsroom.Station }, seen: 2, by: chief, want: newsroom.ErrAttest},
		{name: "with its word it may speak", change: func(d *newsroom.Dossier) { d.Draft.Voice, d.Attestation = newsroom.Station, attested }, seen: 2, by: chief},
		{name: "a correction of a withdrawn draft comes too late", change: func(d *newsroom.Dossier) {
			d.Draft.Corrects, d.Original = 3, &newsroom.Draft{ID: 3, State: newsroom.Withdrawn}
		}, seen: 2, by: chief, want: newsroom.ErrDecided},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dossier := filed()
			if test.change != nil {
				test.change(&dossier)
			}
			signed, err := dossier.SignOff(test.seen, test.by, test.override, now)
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if err == nil && (signed.State != newsroom.Signed || signed.DecidedBy != test.by.ID || !signed.DecidedAt.Equal(now)) {
				t.Errorf("got %+v, want it signed by %s", signed, test.by.ID)
			}
			if err != nil && signed != dossier.Draft {
				t.Errorf("a refused sign-off changed the draft to %+v", signed)
			}
		})
	}
}

func TestWithdrawalAndCorrectionNeedAReason(t *testing.T) {
	t.Parallel()
	signed := newsroom.Draft{ID: 7, State: newsroom.Signed, Revision: 1}
	if _, err := signed.Withdraw(1, chief, " ", now); !errors.Is(err, newsroom.ErrReason) {
		t.Errorf("withdraw without reason: %v", err)
	}
	if err := signed.Correctable(editor, ""); !errors.Is(err, newsroom.ErrReason) {
		t.Errorf("correct without reason: %v", err)
	}
	if _, err := signed.Withdraw(1, editor, "数据有误", now); !errors.Is(err, newsroom.ErrForbidden) {
		t.Errorf("withdrawn by an editor: %v", err)
	}
	if w, err := signed.Withdraw(1, chief, "数据有误", now); err != nil || w.State != newsroom.Withdrawn || w.Reason != "数据有误" {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestRemindersAndDeadlineComeOnce(t *testing.T) {
	t.Parallel()
	ahead := []time.Duration{30 * time.Minute, 10 * time.Minute}
	d := newsroom.Draft{State: newsroom.Filed, Deadline: now.Add(time.Hour)}
	var told []string
	for minute := range 90 {
		at := now.Add(time.Duration(minute) * time.Minute)
		var due bool
		if d, due = d.Remind(ahead, at); due {
			told = append(told, at.Format("15:04"))
		}
		if d, due = d.Expire(at); due {
			told = append(told, "deadline "+at.Format("15:04"))
		}
	}
	want := []string{"08:30", "08:50", "deadline 09:00"}
	if len(told) != 3 || told[0] != want[0] || told[1] != want[1] || told[2] != want[2] {
		t.Errorf("told at %v, want %v", told, want)
	}
	late := newsroom.Draft{State: newsroom.Filed, Deadline: now.Add(5 * time.Minute)}
	late, due := late.Remind(ahead, now)
	if _, again := late.Remind(ahead, now); !due || again {
		t.Error("two reminders that are due together must count as one")
	}
}

// final states are left by nothing.
func TestRandomDecisionsNeverLeaveAFinalState(t *testing.T) {
	t.Parallel()
	final := map[newsroom.State]bool{newsroom.Spiked: true, newsroom.Corrected: true, newsroom.Withdrawn: true}
	people := []newsroom.Person{editor, chief, guest, {ID: newsroom.Machine}}
	rapid.Check(t, func(t *rapid.T) {
		dossier := filed()
		dossier.Draft.Deadline = now.Add(time.Hour)
		if rapid.Bool().Draw(t, "station") {
			dossier.Draft.Voice = newsroom.Station
		}
		at := now
		t.Repeat(map[string]func(*rapid.T){
			"decide": func(t *rapid.T) {
				before := dossier.Draft
				by := rapid.SampledFrom(people).Draw(t, "by")
				seen := before.Revision + rapid.IntRange(-1, 1).Draw(t, "seen")
				reason := rapid.SampledFrom([]string{"", "数据有误"}).Draw(t, "reason")
				at = at.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "minutes")) * time.Minute)
				var after newsroom.Draft
				var err error
				act := rapid.SampledFrom([]string{"edit", "sign", "spike", "withdraw", "replace", "attest", "expire"}).Draw(t, "act")
				switch act {
				case "edit":
					after, err = before.Edit(seen, by)
				case "sign":
					after, err = dossier.SignOff(seen, by, reason, at)
				case "spike":
					after, err = before.Spike(seen, by, reason, at)
				case "withdraw":
					after, err = before.Withdraw(seen, by, reason, at)
				case "replace":
					after, err = before.Replaced(by, reason, at)
				case "attest":
					a := newsroom.Attestation{Station: "新乡市气象台", Issued: at}
					if err = before.Attest(a, by); err == nil {
						dossier.Attestation = &a
					}
					after = before
				case "expire":
					after, _ = before.Expire(at)
				}
				if err != nil {
					after = before
				}
				if final[before.State] && after != before {
					t.Fatalf("%s took a draft from %s to %s", act, before.State, after.State)
				}
				if before.State != newsroom.Filed && after.Revision != before.Revision {
					t.Fatalf("%s changed the text of a draft that is %s", act, before.State)
				}
				if before.State == newsroom.Filed && after.State == newsroom.Signed {
					if act != "sign" || seen != before.Revision || by.Role != newsroom.Chief && by.ID != newsroom.Machine {
						t.Fatalf("signed by %s of %s, who saw %d of %d", act, by.ID, seen, before.Revision)
					}
					if before.Voice == newsroom.Station && dossier.Attestation == nil {
						t.Fatal("a station was named without its word")
					}
				}
				dossier.Draft = after
				dossier.Revision.Number = after.Revision
			},
		})
	})
}
