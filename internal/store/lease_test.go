package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// A machine whose clock is an hour ahead must not keep a bot for an hour after its death,
// and one whose clock is behind must not lose what it holds.
func TestLeasesGoByTheClockOfTheDatabase(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	open := func(wrong time.Duration) (*store.Store, func() time.Time) {
		now := func() time.Time { return time.Now().Add(wrong) }
		s, err := store.Open(t.Context(), store.Config{DSN: dsn, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s, now
	}
	ahead, aheadNow := open(time.Hour)
	behind, behindNow := open(-time.Hour)
	take := func(s *store.Store, owner string, until time.Time) bool {
		held, err := s.TakeLease(t.Context(), "bot:1", owner, until)
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	if !take(ahead, "ahead", aheadNow().Add(500*time.Millisecond)) {
		t.Fatal("a free lease is not to be had")
	}
	if take(behind, "behind", behindNow().Add(time.Minute)) {
		t.Fatal("a lease was taken from its holder")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for !take(behind, "behind", behindNow().Add(time.Minute)) {
		select {
		case <-ctx.Done():
			t.Fatal("the lease of a clock that is ahead does not run out")
		case <-time.After(20 * time.Millisecond): // the database's clock cannot be turned
		}
	}
	err := behind.Tx(t.Context(), func(tx *sql.Tx) error {
		held, err := behind.HoldsTx(t.Context(), tx, "bot:1", "behind")
		if err == nil && !held {
			t.Error("a clock that is behind loses its lease")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if take(ahead, "ahead", aheadNow().Add(time.Minute)) {
		t.Error("a clock that is ahead takes a lease that is held")
	}
}

// A claim that was committed without an answer is taken back, but only that claim.
func TestClaimIsTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		err := s.Post(t.Context(), "evening", []delivery.Outgoing{{
			Occasion: "notice:1", Target: delivery.Target{Channel: "readers", Address: "7"}, Message: delivery.Message{Kind: delivery.KindNotice, Text: "晴"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Now()
		steps := []struct {
			name string
			do   func(tx *sql.Tx) error
			want delivery.State
		}{
			{"claimed", func(tx *sql.Tx) error {
				_, err := s.ClaimTx(t.Context(), tx, []delivery.ID{1}, at)
				return err
			}, delivery.Sending},
			{"another claim is not taken back", func(tx *sql.Tx) error {
				return s.UnclaimTx(t.Context(), tx, []delivery.ID{1}, at.Add(-time.Second))
			}, delivery.Sending},
			{"this one is", func(tx *sql.Tx) error { return s.UnclaimTx(t.Context(), tx, []delivery.ID{1}, at) }, delivery.Pending},
		}
		for _, step := range steps {
			if err := s.Tx(t.Context(), step.do); err != nil {
				t.Fatal(err)
			}
			d, err := s.Delivery(t.Context(), 1)
			if err != nil || d.State != step.want {
				t.Errorf("%s: %s, %v, want %s", step.name, d.State, err, step.want)
			}
		}
		if d, _ := s.Delivery(t.Context(), 1); d.Attempts != 0 || !d.FirstTry.IsZero() {
			t.Errorf("%d attempts, first %v; want none", d.Attempts, d.FirstTry)
		}
	})
}

// What arrived is recorded by a process that lost its lease as well; it claims nothing more.
func TestProofsAndClaimsInOneRoundTrip(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.Postgres(t))
	var outgoing []delivery.Outgoing
	for _, address := range []string{"1", "2", "3", "4"} {
		outgoing = append(outgoing, delivery.Outgoing{
			Occasion: "notice:1", Target: delivery.Target{Channel: "readers", Address: address}, Message: delivery.Message{Kind: delivery.KindNotice, Text: "晴"},
		})
	}
	if err := s.Post(t.Context(), "evening", outgoing); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TakeLease(t.Context(), "bot:1", "me", time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	proof := func(id delivery.ID) []delivery.Delivery {
		return []delivery.Delivery{{ID: id, State: delivery.Sent, MessageID: fmt.Sprint("m", id), Updated: time.Now()}}
	}
	steps := []struct {
		name   string
		owner  string
		sent   []delivery.Delivery
		claim  []delivery.ID
		got    []delivery.ID
		states string // of the four rows afterwards
	}{
		{"the holder claims", "me", nil, []delivery.ID{1, 2}, []delivery.ID{1, 2}, "sending sending pending pending"},
		{"a row is claimed once", "me", proof(1), []delivery.ID{2, 3}, []delivery.ID{3}, "sent sending sending pending"},
		{"another owner only proves", "other", proof(2), []delivery.ID{4}, nil, "sent sent sending pending"},
		{"what was never claimed cannot be proven", "me", proof(4), nil, nil, "sent sent sending pending"},
	}
	for _, step := range steps {
		got, held, err := s.ProveAndClaim(t.Context(), "bot:1", step.owner, step.sent, step.claim, time.Now())
		slices.Sort(got)
		if err != nil || !slices.Equal(got, step.got) || held != (step.owner == "me") {
			t.Errorf("%s: claimed %v, held %t, %v; want %v", step.name, got, held, err, step.got)
		}
		rows, err := s.Outbox(t.Context(), "", 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, d := range rows {
			states = append(states, string(d.State))
		}
		if strings.Join(states, " ") != step.states {
			t.Errorf("%s: %v, want %s", step.name, states, step.states)
		}
	}
	if d, err := s.Delivery(t.Context(), 2); err != nil || d.MessageID != "m2" || d.Attempts != 1 {
		t.Errorf("row 2 is %+v, %v", d, err)
	}
}
