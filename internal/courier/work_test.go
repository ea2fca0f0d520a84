package courier_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"yubao/internal/courier"
	"yubao/internal/courier/couriertest"
	"yubao/internal/delivery"
	"yubao/internal/retry"
)

var errTest = errors.New("told to fail")

func TestEveryMessageIsSentOnceAndTheJobEndsWithTheLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(bulletins("readers", delivery.KindBulletin, 100)...)
		channel := &couriertest.Channel{Takes: 20 * time.Millisecond}
		work(t, b.courier(channel), b)
		if n := arrivals(channel); len(n) != 100 || len(channel.Sent()) != 100 || b.count(delivery.Sent) != 100 || !b.done {
			t.Errorf("%d arrived at %d, %d recorded, done %t", len(channel.Sent()), len(n), b.count(delivery.Sent), b.done)
		}
		if b.most > 8 || channel.MostAtOnce() > 8 {
			t.Errorf("%d in doubt at once, %d requests at once, 8 allowed", b.most, channel.MostAtOnce())
		}
	})
}

// A process may end before or after any commit. What it had in flight may have arrived;
// what it had not claimed has not been sent.
func TestCrashAtEveryStepLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	const n = 24
	crashes := 0
	for commit := 1; ; commit++ {
		reached := false
		for _, applied := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				b := newBooks(bulletins("readers", delivery.KindBulletin, n)...)
				b.crash = func(c int, a bool) bool { return c == commit && a == applied }
				channel := &couriertest.Channel{Takes: 20 * time.Millisecond, Allowed: delivery.Limits{InFlight: 3}}
				_, _, err := b.courier(channel).Work(t.Context(), delivery.Slice{ID: 1, Channel: "readers"}, b)
				if err == nil {
					return // it ended before it got so far
				}
				reached = true
				crashes++
				synctest.Wait()
				left := b.count(delivery.Sending)
				b.dead, b.crash = false, nil
				work(t, b.courier(channel), b)
				n := arrivals(channel)
				for _, d := range b.rows {
					switch {
					case n[d.Target.Address] > 1:
						t.Errorf("commit %d (%t): %s arrived %d times", commit, applied, d.Target.Address, n[d.Target.Address])
					case d.State == delivery.Sent && n[d.Target.Address] == 1:
					case d.State == delivery.Uncertain && d.Error != "":
					default:
						t.Errorf("commit %d (%t): %s is %s and arrived %d times", commit, applied, d.Target.Address, d.State, n[d.Target.Address])
					}
				}
				if u := b.count(delivery.Uncertain); u != left || u > 3 {
					t.Errorf("commit %d (%t): %d uncertain, %d were in flight, 3 may be", commit, applied, u, left)
				}
			})
		}
		if !reached {
			break
		}
	}
	if crashes < 10 {
		t.Errorf("only %d crashes tried", crashes)
	}
}

// resendOf is the policy to send doubtful bulletins of one edition again.
func resendOf(edition string) func(string) courier.OnDoubt {
	return func(e string) courier.OnDoubt {
		if e == edition {
			return courier.Resend
		}
		return courier.Hold
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	sent := delivery.Limits{}
	keyed := delivery.Limits{Idempotent: time.Hour}
	tests := []struct {
		name    string
		kind    delivery.Kind
		limits  delivery.Limits
		policy  courier.Policy
		edits   string
		answers []error // of the tries, the last for all further ones
		want    delivery.State
		tries   int
		retired bool
	}{
		{name: "sent at once", kind: delivery.KindBulletin, limits: sent, answers: []error{nil}, want: delivery.Sent, tries: 1},
		{name: "certainly not sent is tried again", kind: delivery.KindBulletin, answers: []error{errTest, errTest, nil}, want: delivery.Sent, tries: 3},
		{name: "given up after as many tries as allowed", kind: delivery.KindBulletin, policy: courier.Policy{Attempts: 4}, answers: []error{errTest}, want: delivery.Dead, tries: 4},
		{name: "content that is refused is not repeated", kind: delivery.KindBulletin, answers: []error{retry.Permanent(retry.ScopeMessage, errTest)}, want: delivery.Dead, tries: 1},
		{name: "a reader who blocked us is retired", kind: delivery.KindBulletin, answers: []error{retry.Permanent(retry.ScopeTarget, errTest)}, want: delivery.Dead, tries: 1, retired: true},
		{name: "a stopped channel keeps its messages", kind: delivery.KindBulletin, answers: []error{retry.Permanent(retry.ScopeChannel, errTest), nil}, want: delivery.Sent, tries: 2},
		{name: "asked to wait does", kind: delivery.KindBulletin, policy: courier.Policy{Attempts: 1}, answers: []error{retry.After(30*time.Second, retry.ScopeTarget, errTest), nil}, want: delivery.Sent, tries: 2},
		{name: "a doubtful bulletin is held", kind: delivery.KindBulletin, answers: []error{retry.Uncertain(errTest)}, want: delivery.Uncertain, tries: 1},
		{name: "a doubtful bulletin is sent again where configured, once", kind: delivery.KindBulletin, policy: courier.Policy{Bulletins: resendOf("evening")}, answers: []error{retry.Uncertain(errTest)}, want: delivery.Uncertain, tries: 2},
		{name: "what another edition does with doubt is its own", kind: delivery.KindBulletin, policy: courier.Policy{Bulletins: resendOf("morning")}, answers: []error{retry.Uncertain(errTest)}, want: delivery.Uncertain, tries: 1},
		{name: "a doubtful draft is sent again", kind: delivery.KindDraft, answers: []error{retry.Uncertain(errTest), nil}, want: delivery.Sent, tries: 2},
		{name: "a draft doubtful twice is held", kind: delivery.KindDraft, answers: []error{retry.Uncertain(errTest)}, want: delivery.Uncertain, tries: 2},
		{name: "a doubtful correction is sent again", kind: delivery.KindCorrection, answers: []error{retry.Uncertain(errTest), nil}, want: delivery.Sent, tries: 2},
		{name: "a doubtful reply is held: the reader asks again", kind: delivery.KindReply, answers: []error{retry.Uncertain(errTest)}, want: delivery.Uncertain, tries: 1},
		{name: "with a key a doubtful bulletin is sent until it is known", kind: delivery.KindBulletin, limits: keyed, answers: []error{retry.Uncertain(errTest), retry.Uncertain(errTest), nil}, want: delivery.Sent, tries: 3},
		{name: "an edit is repeated", kind: delivery.KindCorrection, edits: "77", answers: []error{retry.Uncertain(errTest), retry.Uncertain(errTest), retry.Uncertain(errTest), nil}, want: delivery.Sent, tries: 4},
		{name: "an edit of a message that is gone becomes a message", kind: delivery.KindCorrection, edits: "77", answers: []error{retry.Permanent(retry.ScopeMessage, errTest), nil}, want: delivery.Sent, tries: 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rows := bulletins("readers", test.kind, 1)
				rows[0].Edits = test.edits
				b := newBooks(rows...)
				channel := &couriertest.Channel{Allowed: test.limits, Answer: func(n int, _ delivery.Target, _ delivery.Message) (bool, error) {
					err := test.answers[min(n, len(test.answers))-1]
					return err == nil, err
				}}
				work(t, b.courier(channel, func(c *courier.Config) { c.Policy = test.policy }), b)
				d := b.rows[0]
				if d.State != test.want || d.Attempts != test.tries {
					t.Errorf("%s after %d tries, want %s after %d", d.State, d.Attempts, test.want, test.tries)
				}
				if (d.Error == "") != (d.State == delivery.Sent) {
					t.Errorf("%s with error %q", d.State, d.Error)
				}
				if _, retired := b.retired["1"]; retired != test.retired {
					t.Errorf("retired %t, want %t", retired, test.retired)
				}
			})
		})
	}
}

func parts(n int) []delivery.Delivery {
	var rows []delivery.Delivery
	for _, address := range []string{"1", "2"} {
		for part := 1; part <= n; part++ {
			rows = append(rows, delivery.Delivery{
				Target:  delivery.Target{Channel: "readers", Address: address},
				Message: delivery.Message{Kind: delivery.KindBulletin, Text: fmt.Sprint(part), Part: part, Parts: n},
			})
		}
	}
	return rows
}

func TestPartsGoInOrderAndADoubtfulOneStopsTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(parts(3)...)
		channel := &couriertest.Channel{Takes: 10 * time.Millisecond, Answer: func(_ int, target delivery.Target, m delivery.Message) (bool, error) {
			if target.Address == "2" && m.Part == 2 {
				return true, retry.Uncertain(errTest)
			}
			return true, nil
		}}
		work(t, b.courier(channel), b)
		var got string
		for _, s := range channel.Sent() {
			if s.Target.Address == "1" {
				got += s.Message.Text
			}
		}
		if got != "123" {
			t.Errorf("parts arrived as %q, want 123", got)
		}
		if n := arrivals(channel)["2"]; n != 2 || b.rows[4].State != delivery.Uncertain || b.rows[5].State != delivery.Pending {
			t.Errorf("%d parts arrived, states %s %s; want part 3 held back behind a doubtful part 2", n, b.rows[4].State, b.rows[5].State)
		}
		if !b.done {
			t.Error("the job does not end while a part waits for a person")
		}
	})
}

func TestPartsBehindADeadOneAreGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(parts(3)...)
		channel := &couriertest.Channel{Answer: func(_ int, target delivery.Target, _ delivery.Message) (bool, error) {
			if target.Address == "2" {
				return false, retry.Permanent(retry.ScopeMessage, errTest)
			}
			return true, nil
		}}
		work(t, b.courier(channel), b)
		if b.count(delivery.Sent) != 3 || b.count(delivery.Dead) != 3 || len(channel.Sent()) != 3 {
			t.Errorf("%d sent, %d dead; want 3 and 3", b.count(delivery.Sent), b.count(delivery.Dead))
		}
	})
}

func TestMovedChatIsStoredAndUsed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(parts(2)...)
		c := b.courier(moving{&couriertest.Channel{}})
		work(t, c, b)
		if b.moves["1"] != "-1001" || b.count(delivery.Sent) != 4 {
			t.Errorf("moves %v, %d sent; want 1 moved to -1001 and all sent", b.moves, b.count(delivery.Sent))
		}
	})
}

// A channel's own chat that moves takes no other channel of its bot along.
func TestMoveOfAChannelsOwnChatConcernsThatChatAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		group := moving{&couriertest.Channel{Allowed: delivery.Limits{Bot: "telegram:1", Home: "55"}}}
		other := &couriertest.Channel{Allowed: delivery.Limits{Bot: "telegram:1", Home: "-77"}}
		moves := newBooks()
		c := courier.New(courier.Config{Channels: map[string]delivery.Channel{"group": group, "other": other}, Readers: moves})
		for i, name := range []string{"group", "other", "group"} {
			b := newBooks(bulletins(name, delivery.KindBulletin, 1)...)
			b.rows[0].Target.Address = ""
			if _, done, err := c.Work(t.Context(), delivery.Slice{ID: int64(i), Channel: name}, b); err != nil || !done {
				t.Fatalf("done %t, %v", done, err)
			}
		}
		if to := other.Sent()[0].Target.Address; to != "-77" {
			t.Errorf("the other channel's message went to %q", to)
		}
		if len(moves.moves) != 1 || moves.moves["55"] != "-10055" {
			t.Errorf("moves on record: %v", moves.moves)
		}
		if sent := group.Sent(); len(sent) != 2 || sent[1].Target.Address != "-10055" {
			t.Errorf("the group got %v", sent)
		}
	})
}

func TestStopWaitsForWhatIsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(bulletins("readers", delivery.KindBulletin, 50)...)
		channel := &couriertest.Channel{Takes: time.Second}
		c := b.courier(channel)
		time.AfterFunc(2500*time.Millisecond, c.Stop)
		_, done, err := c.Work(t.Context(), delivery.Slice{ID: 1, Channel: "readers"}, b)
		if err != nil || done {
			t.Fatalf("done %t, %v", done, err)
		}
		if b.count(delivery.Sending) != 0 || b.count(delivery.Sent) != len(channel.Sent()) || b.count(delivery.Sent) == 0 {
			t.Errorf("%d still sending, %d recorded of %d sent", b.count(delivery.Sending), b.count(delivery.Sent), len(channel.Sent()))
		}
	})
}

func TestResultsSurviveADatabaseThatIsAwayForAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(bulletins("readers", delivery.KindBulletin, 20)...)
		channel := &couriertest.Channel{Takes: 100 * time.Millisecond, Allowed: delivery.Limits{InFlight: 4}}
		time.AfterFunc(150*time.Millisecond, func() { b.mu.Lock(); b.dead = true; b.mu.Unlock() })
		time.AfterFunc(time.Minute, func() { b.mu.Lock(); b.dead = false; b.mu.Unlock() })
		work(t, b.courier(channel), b)
		if b.count(delivery.Sent) != 20 || len(channel.Sent()) != 20 {
			t.Errorf("%d recorded, %d sent; want 20 each", b.count(delivery.Sent), len(channel.Sent()))
		}
	})
}

func TestPanickingChannelLeavesDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks(bulletins("readers", delivery.KindBulletin, 1)...)
		channel := &couriertest.Channel{Answer: func(int, delivery.Target, delivery.Message) (bool, error) { panic("nil map") }}
		work(t, b.courier(channel), b)
		if b.rows[0].State != delivery.Uncertain {
			t.Errorf("got %s, want uncertain", b.rows[0].State)
		}
	})
}

// A database may carry out a commit and go away before it says so. What was claimed in it
// was never sent: it is neither forgotten in flight nor called in doubt.
func TestClaimsWhoseCommitWasNotAnsweredAreSent(t *testing.T) {
	t.Parallel()
	for commit := 1; commit <= 12; commit++ {
		synctest.Test(t, func(t *testing.T) {
			b := newBooks(bulletins("readers", delivery.KindBulletin, 8)...)
			b.crash = func(c int, applied bool) bool { return c == commit && applied }
			time.AfterFunc(time.Second, func() { b.mu.Lock(); b.dead = false; b.mu.Unlock() })
			channel := &couriertest.Channel{Takes: 20 * time.Millisecond, Allowed: delivery.Limits{InFlight: 2}}
			work(t, b.courier(channel), b)
			if b.count(delivery.Sent) != 8 || len(channel.Sent()) != 8 {
				t.Errorf("commit %d: %d recorded as sent, %d sent, %d uncertain, %d sending; want 8 sent once",
					commit, b.count(delivery.Sent), len(channel.Sent()), b.count(delivery.Uncertain), b.count(delivery.Sending))
			}
		})
	}
}
