package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"yubao/internal/clocktest"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

var (
	editor = newsroom.Person{ID: "zhang", Name: "张编辑", Role: newsroom.Editor}
	chief  = newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}
	slot   = time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)
)

// writer writes a card for the newsroom about everything, and bulletins for two readers.
type writer struct{}

func (writer) Write(_ context.Context, e desk.Event) ([]delivery.Outgoing, error) {
	text := fmt.Sprintf("%s: %s", e.Occasion, e.Dossier.Revision.Copy.Article)
	card := delivery.Outgoing{
		Occasion: e.Occasion, Target: delivery.Target{Channel: "newsroom", Address: "-1"}, Message: delivery.Message{Kind: delivery.KindDraft, Text: text},
	}
	switch e.Occasion {
	case delivery.OnBulletin, delivery.OnCorrection, delivery.OnWithdrawal:
		kind := delivery.KindBulletin
		if e.Occasion != delivery.OnBulletin {
			kind = delivery.KindCorrection
		}
		var all []delivery.Outgoing
		for _, target := range []delivery.Target{{Channel: "telegram", Address: "1"}, {Channel: "wecom"}} {
			all = append(all, delivery.Outgoing{Occasion: e.Occasion, Target: target, Message: delivery.Message{Kind: kind, Text: text}})
		}
		return all, nil
	}
	return []delivery.Outgoing{card}, nil
}

type office struct {
	*desk.Desk
	store *store.Store
	clock *clocktest.Clock
}

func newOffice(t *testing.T, dsn string) *office {
	t.Helper()
	o := &office{store: storetest.Open(t, dsn), clock: clocktest.At(slot)}
	o.Desk = desk.New(desk.Config{
		Store: o.store, Writer: writer{}, Editable: func(channel string) bool { return channel != "wecom" },
		Reminders: func(string) []time.Duration { return []time.Duration{30 * time.Minute, 10 * time.Minute} }, Now: o.clock.Now,
	})
	return o
}

func filing() desk.Filing {
	return desk.Filing{
		Edition: "evening", Slot: slot, Voice: newsroom.Model, Deadline: slot.Add(90 * time.Minute), AtDeadline: newsroom.Hold,
		Revision: newsroom.Revision{Copy: newsroom.Copy{Article: "多云"}, Facts: []byte(`{}`), Findings: []byte(`[]`)},
	}
}

func (o *office) file(t *testing.T, change ...func(*desk.Filing)) newsroom.Draft {
	t.Helper()
	f := filing()
	for _, c := range change {
		c(&f)
	}
	draft, err := o.FileDraft(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// posted returns occasion, channel and what is edited of each delivery of a draft, in order.
func (o *office) posted(t *testing.T, id newsroom.DraftID) (lines []string) {
	t.Helper()
	rows, err := o.store.OutboxOf(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range rows {
		line := fmt.Sprintf("%s %s %s", d.Occasion, d.Target.Channel, d.State)
		if d.Edits != "" {
			line += " edits " + d.Edits
		}
		lines = append(lines, line)
	}
	return lines
}

func (o *office) acts(t *testing.T, id newsroom.DraftID) (lines []string) {
	t.Helper()
	record, err := o.store.Decisions(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range record {
		line := fmt.Sprintf("%s %s %d", d.Person, d.Act, d.Revision)
		if d.Refused != "" {
			line += " refused: " + d.Refused
		}
		lines = append(lines, line)
	}
	return lines
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestTwoAtOnceEndInOneDecision(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		draft := o.file(t)
		const people = 8
		errs := make([]error, people)
		var wg sync.WaitGroup
		for i := range people {
			wg.Go(func() {
				if i%2 == 0 {
					_, errs[i] = o.Sign(t.Context(), draft.ID, 1, chief, "")
				} else {
					_, errs[i] = o.Spike(t.Context(), draft.ID, 1, editor, "重复")
				}
			})
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if !errors.Is(err, newsroom.ErrDecided) {
				t.Errorf("got %v, want ErrDecided", err)
			}
		}
		if done != 1 || len(o.acts(t, draft.ID)) != people+1 {
			t.Errorf("%d decisions took effect, %d acts on record; want 1 and %d", done, len(o.acts(t, draft.ID)), people+1)
		}
		after, err := o.store.Draft(t.Context(), draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := 2 // the card and its decision
		if after.State == newsroom.Signed {
			want = 4
		}
		if got := o.posted(t, draft.ID); len(got) != want {
			t.Errorf("%s draft has deliveries %q, want %d", after.State, got, want)
		}
	})
}

func TestADecisionIsBoundToTheRevisionSeen(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		draft := o.file(t)
		edited, err := o.EditWords(t.Context(), draft.ID, 1, editor, newsroom.Revision{Copy: newsroom.Copy{Article: "晴"}, Reason: "改字"})
		if err != nil || edited.Revision != 2 {
			t.Fatalf("edit: revision %d, %v", edited.Revision, err)
		}
		if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); !errors.Is(err, newsroom.ErrStale) {
			t.Errorf("signed from a stale card: %v", err)
		}
		if _, err := o.Sign(t.Context(), draft.ID, 2, editor, ""); !errors.Is(err, newsroom.ErrForbidden) {
			t.Errorf("signed by an editor: %v", err)
		}
		if _, err := o.Sign(t.Context(), draft.ID, 2, chief, ""); err != nil {
			t.Fatal(err)
		}
		equal(t, "record", o.acts(t, draft.ID), []string{
			"yubao file 1", "zhang edit 2", "li sign 1 refused: stale", "zhang sign 2 refused: forbidden", "li sign 2",
		})
		revision, err := o.store.Revision(t.Context(), draft.ID, 2)
		if err != nil || !revision.HandMade || revision.Author != "zhang" || revision.Copy.Article != "晴" {
			t.Errorf("revision %+v, %v", revision, err)
		}
	})
}

func TestUnreviewedEditionIsSignedWhenFiled(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		draft := o.file(t, func(f *desk.Filing) { f.SignOff = true })
		if draft.State != newsroom.Signed || draft.DecidedBy != newsroom.Machine {
			t.Errorf("draft is %s by %q", draft.State, draft.DecidedBy)
		}
		if again := o.file(t, func(f *desk.Filing) { f.SignOff = true }); again.ID != draft.ID {
			t.Errorf("filed again as %d", again.ID)
		}
		equal(t, "deliveries", o.posted(t, draft.ID), []string{
			"bulletin telegram pending", "bulletin wecom pending", "decided newsroom pending",
		})
		wrong := o.file(t, func(f *desk.Filing) {
			f.SignOff, f.Slot, f.Revision.Contradictions = true, slot.Add(time.Hour), 2
		})
		if wrong.State != newsroom.Filed {
			t.Errorf("a draft with contradictions is %s, want it to wait for a person", wrong.State)
		}
		equal(t, "deliveries", o.posted(t, wrong.ID), []string{"filed newsroom pending"})
	})
}

func TestAttestationUnlocksTheStationsVoice(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		draft := o.file(t, func(f *desk.Filing) { f.Voice = newsroom.Station })
		if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); !errors.Is(err, newsroom.ErrAttest) {
			t.Errorf("signed without the station's word: %v", err)
		}
		a := newsroom.Attestation{Station: "新乡市气象台", Issued: slot, Text: "预计……"}
		if _, err := o.Attest(t.Context(), draft.ID, editor, a); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		dossier, err := o.store.Dossier(t.Context(), draft.ID)
		if err != nil || dossier.Attestation == nil || dossier.Attestation.By != "zhang" || dossier.Attestation.Text != "预计……" {
			t.Errorf("attestation %+v, %v", dossier.Attestation, err)
		}
	})
}

// deliver makes everything pending of a draft sent, with message ids m1, m2, ….
func (o *office) deliver(t *testing.T, id newsroom.DraftID) {
	t.Helper()
	rows, err := o.store.OutboxOf(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range rows {
		_, err := o.store.Act(t.Context(), d.ID, func(d delivery.Delivery) (delivery.Delivery, error) {
			d.State, d.MessageID = delivery.Sent, fmt.Sprintf("m%d", d.ID)
			return d, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestCorrectionEditsWhatWasSentWhereItCan(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		draft := o.file(t)
		if _, err := o.Correct(t.Context(), draft.ID, editor, "最低气温有误", filing()); !errors.Is(err, newsroom.ErrState) {
			t.Errorf("corrected before it was signed: %v", err)
		}
		if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		o.deliver(t, draft.ID)
		correction, err := o.Correct(t.Context(), draft.ID, editor, "最低气温有误", filing())
		if err != nil {
			t.Fatal(err)
		}
		again, err := o.Correct(t.Context(), draft.ID, chief, "再改", filing())
		if err != nil || again.ID != correction.ID {
			t.Errorf("a second correction is draft %d, %v; want the open one, %d", again.ID, err, correction.ID)
		}
		if _, err := o.Sign(t.Context(), correction.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		equal(t, "deliveries", o.posted(t, correction.ID), []string{
			"filed newsroom pending", "correction telegram pending edits m2", "correction wecom pending", "decided newsroom pending",
			"replaced newsroom pending edits m1",
		})
		original, err := o.store.Draft(t.Context(), draft.ID)
		if err != nil || original.State != newsroom.Corrected || original.Reason != "最低气温有误" {
			t.Errorf("original is %s because %q, %v", original.State, original.Reason, err)
		}
		if _, err := o.Withdraw(t.Context(), draft.ID, 1, chief, "撤"); !errors.Is(err, newsroom.ErrDecided) {
			t.Errorf("a corrected draft was withdrawn: %v", err)
		}
	})
}

// Who never got the text is not told that it is withdrawn.
func TestWithdrawalDropsWhatWasNotSentYet(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		o := newOffice(t, dsn)
		draft := o.file(t)
		if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Withdraw(t.Context(), draft.ID, 1, chief, "数据有误"); err != nil {
			t.Fatal(err)
		}
		equal(t, "deliveries", o.posted(t, draft.ID), []string{
			"filed newsroom pending", "bulletin telegram dropped", "bulletin wecom dropped", "decided newsroom pending",
			"closed newsroom pending",
		})
	})
}

func TestWithdrawalIsToldToThoseWhoMayHaveTheText(t *testing.T) {
	t.Parallel()
	for state, attempts := range map[delivery.State]int{delivery.Sent: 1, delivery.Uncertain: 1, delivery.Sending: 1, delivery.Pending: 1} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, dsn string) {
				o := newOffice(t, dsn)
				draft := o.file(t)
				if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
					t.Fatal(err)
				}
				deliveries, err := o.store.OutboxOf(t.Context(), draft.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range deliveries {
					if d.Target.Channel != "wecom" {
						continue
					}
					if _, err := o.store.Act(t.Context(), d.ID, func(d delivery.Delivery) (delivery.Delivery, error) {
						d.State, d.Attempts = state, attempts
						return d, nil
					}); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := o.Withdraw(t.Context(), draft.ID, 1, chief, "数据有误"); err != nil {
					t.Fatal(err)
				}
				posted := o.posted(t, draft.ID)
				if !slices.Contains(posted, "withdrawal wecom pending") || slices.Contains(posted, "withdrawal telegram pending") {
					t.Errorf("of a text that is %s the withdrawal goes out as %q", state, posted)
				}
			})
		})
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*desk.Filing)
		state  newsroom.State
		acts   []string
	}{
		{"holds", func(*desk.Filing) {}, newsroom.Filed, []string{"yubao file 1", "yubao remind 1", "yubao remind 1", "yubao hold 1"}},
		{"publishes", func(f *desk.Filing) { f.AtDeadline = newsroom.Publish }, newsroom.Signed, []string{"yubao file 1", "yubao remind 1", "yubao remind 1", "yubao sign 1"}},
		{"holds what must not be published", func(f *desk.Filing) { f.AtDeadline, f.Revision.Contradictions = newsroom.Publish, 1 }, newsroom.Filed,
			[]string{"yubao file 1", "yubao remind 1", "yubao remind 1", "yubao sign 1 refused: findings", "yubao hold 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, dsn string) {
				o := newOffice(t, dsn)
				draft := o.file(t, test.change)
				for range 20 {
					next, err := o.Tick(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if next.IsZero() {
						break
					}
					o.clock.Set(next)
				}
				after, err := o.store.Draft(t.Context(), draft.ID)
				if err != nil || after.State != test.state {
					t.Errorf("draft is %s, %v; want %s", after.State, err, test.state)
				}
				equal(t, "record", o.acts(t, draft.ID), test.acts)
				posted := o.posted(t, draft.ID)
				for _, line := range []string{"reminder:1 newsroom pending", "reminder:2 newsroom pending", "deadline newsroom pending"} {
					if !slices.Contains(posted, line) {
						t.Errorf("nobody was told %q: %q", line, posted)
					}
				}
			})
		})
	}
}

// A machine wakes up, or its clock is set forward: what came due in between is done once,
// without a row of reminders for hours that are over.
func TestAClockThatJumpsForward(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		short  time.Duration // of the deadline; below zero: beyond it
		change func(*desk.Filing)
		acts   []string
	}{
		{"over both reminders", time.Minute, func(*desk.Filing) {}, []string{"yubao file 1", "yubao remind 1"}},
		{"over the deadline of a draft that is held", -8 * time.Hour, func(*desk.Filing) {}, []string{"yubao file 1", "yubao hold 1"}},
		{"over the deadline of one that is published", -8 * time.Hour, func(f *desk.Filing) { f.AtDeadline = newsroom.Publish }, []string{"yubao file 1", "yubao sign 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, dsn string) {
				o := newOffice(t, dsn)
				draft := o.file(t, test.change)
				if _, err := o.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
				o.clock.Set(draft.Deadline.Add(-test.short))
				for range 3 { // again: nothing is done twice
					if _, err := o.Tick(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				equal(t, "record", o.acts(t, draft.ID), test.acts)
			})
		})
	}
}

// lateReader writes a bulletin for one reader who wants it at an hour of his own.
type lateReader struct{ writer }

func (l lateReader) Write(ctx context.Context, e desk.Event) ([]delivery.Outgoing, error) {
	all, err := l.writer.Write(ctx, e)
	for i := range all {
		if all[i].Target.Channel == "telegram" {
			all[i].Due = slot.Add(15 * time.Hour)
		}
	}
	return all, err
}

// Who has a wrong text is not left with it until his hour; who gets none yet waits for it.
func TestACorrectionInPlaceWaitsForNobodysHour(t *testing.T) {
	t.Parallel()
	for _, sent := range []bool{true, false} {
		o := newOffice(t, storetest.SQLite(t))
		o.Writer = lateReader{}
		draft := o.file(t)
		if _, err := o.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		if sent {
			o.deliver(t, draft.ID)
		}
		correction, err := o.Correct(t.Context(), draft.ID, editor, "最低气温有误", filing())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Sign(t.Context(), correction.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		rows, err := o.store.OutboxOf(t.Context(), correction.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range rows {
			if d.Target.Channel == "telegram" && d.Due.IsZero() != sent {
				t.Errorf("sent before: %t; the correction is due at %s", sent, d.Due)
			}
		}
	}
}
