package courier_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yubao/internal/courier"
	"yubao/internal/courier/couriertest"
	"yubao/internal/delivery"
	"yubao/internal/retry"
)

func perBot(count int, period time.Duration) delivery.Rate {
	return delivery.Rate{Scope: delivery.PerBot, Count: count, Period: period}
}

func TestPacedBroadcastKeepsTheLimitAndComesNearIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n = 1800
		b := newBooks(bulletins("readers", delivery.KindBulletin, n)...)
		channel := &couriertest.Channel{
			Takes: 90 * time.Millisecond, Allowed: delivery.Limits{InFlight: 10, Rates: []delivery.Rate{perBot(30, time.Second)}},
		}
		start := time.Now()
		work(t, b.courier(channel), b)
		if most := mostWithin(channel.Sent(), time.Second); most > 30 {
			t.Errorf("%d messages within a second, 30 allowed", most)
		}
		if rate := n / time.Since(start).Seconds(); rate < 30*0.98 {
			t.Errorf("%.2f messages a second over %v, want at least 98 %% of 30", rate, time.Since(start))
		}
		if channel.MostAtOnce() > 5 {
			t.Errorf("%d in flight at once, 30/s at 90 ms asks for about 3", channel.MostAtOnce())
		}
	})
}

// Claims are committed before requests leave. The time that takes must not be lost to the
// pace, however it varies: the next place is taken that much earlier.
func TestSlowCommitsCostNoPace(t *testing.T) {
	t.Parallel()
	for _, takes := range []time.Duration{2 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond} {
		t.Run(takes.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const n = 1800
				b := newBooks(bulletins("readers", delivery.KindBulletin, n)...)
				b.takes = takes
				channel := &couriertest.Channel{
					Takes: 40 * time.Millisecond, Allowed: delivery.Limits{InFlight: 4, Rates: []delivery.Rate{perBot(30, time.Second)}},
				}
				start := time.Now()
				work(t, b.courier(channel), b)
				if most := mostWithin(channel.Sent(), time.Second); most > 30 {
					t.Errorf("%d messages within a second, 30 allowed", most)
				}
				if rate := n / time.Since(start).Seconds(); rate < 30*0.98 {
					t.Errorf("%.2f messages a second, want at least 98 %% of 30", rate)
				}
			})
		})
	}
}

// Channels of one bot that have a chat each must not be counted as one chat; two channels
// that write to the same chat must.
func TestChatsOfOneBotArePacedEachForItself(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		first, then string // the channels' own chats
		apart       bool   // the second message waits for the first
	}{
		{"two chats", "-1001", "-1002", false},
		{"one chat in two channels", "-1001", "-1001", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				limits := delivery.Limits{Bot: "telegram:1", Rates: []delivery.Rate{{Scope: delivery.PerChat, Count: 1, Period: time.Second}}}
				channels, sent := map[string]delivery.Channel{}, map[string]*couriertest.Channel{}
				for name, home := range map[string]string{"first": test.first, "then": test.then} {
					limits.Home = home
					sent[name] = &couriertest.Channel{Allowed: limits}
					channels[name] = sent[name]
				}
				c := courier.New(courier.Config{Channels: channels, Readers: newBooks()})
				for i, name := range []string{"first", "then"} {
					b := newBooks(bulletins(name, delivery.KindBulletin, 1)...)
					b.rows[0].Target.Address = ""
					if _, done, err := c.Work(t.Context(), delivery.Slice{ID: int64(i), Channel: name}, b); err != nil || !done {
						t.Fatalf("done %t, %v", done, err)
					}
				}
				gap := sent["then"].Sent()[0].At.Sub(sent["first"].Sent()[0].At)
				if (gap >= time.Second) != test.apart {
					t.Errorf("the second message left %v after the first; one chat: %t", gap, test.apart)
				}
			})
		})
	}
}

func TestGroupLimitHoldsAGroupAndNobodyElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var rows []delivery.Delivery
		for i := range 25 {
			row := bulletins("readers", delivery.KindBulletin, 1)[0]
			row.Target = delivery.Target{Channel: "readers", Address: "-7", Thread: int64(i + 1)}
			rows = append(rows, row)
		}
		rows = append(rows, bulletins("readers", delivery.KindBulletin, 40)...)
		b := newBooks(rows...)
		channel := &couriertest.Channel{Allowed: delivery.Limits{
			Rates: []delivery.Rate{{Scope: delivery.PerGroup, Count: 20, Period: time.Minute}},
			Group: func(target delivery.Target) bool { return strings.HasPrefix(target.Address, "-") },
		}}
		start := time.Now()
		work(t, b.courier(channel), b)
		var group, last []couriertest.Sent
		for _, s := range channel.Sent() {
			if s.Target.Address == "-7" {
				group = append(group, s)
			} else {
				last = append(last, s)
			}
		}
		if most := mostWithin(group, time.Minute); most > 20 || len(group) != 25 {
			t.Errorf("%d messages to the group within a minute, %d in all; want at most 20, and 25", most, len(group))
		}
		if took := last[len(last)-1].At.Sub(start); took > time.Second {
			t.Errorf("the others waited %v behind the group", took)
		}
	})
}

func TestRestartDoesNotBreakALimitOfMinutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limits := delivery.Limits{Rates: []delivery.Rate{perBot(18, time.Minute)}}
		channel := &couriertest.Channel{Allowed: limits}
		b := newBooks(bulletins("readers", delivery.KindBulletin, 18)...)
		work(t, b.courier(channel), b)
		again := newBooks(bulletins("readers", delivery.KindBulletin, 18)...)
		again.pace = b.pace
		time.Sleep(10 * time.Second)
		work(t, again.courier(channel), again)
		if most := mostWithin(channel.Sent(), time.Minute); most > 18 || len(channel.Sent()) != 36 {
			t.Errorf("%d messages within a minute over a restart, %d in all; want at most 18, and 36", most, len(channel.Sent()))
		}
	})
}

func TestQuietIsKeptByTheChatThatAskedForIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		asking []string // addresses that answer 429 at first
		scope  retry.Scope
		bot    bool // the whole bot keeps quiet
	}{
		{"one chat", []string{"1"}, retry.ScopeTarget, false},
		{"two chats: it is the bot's limit", []string{"1", "2"}, retry.ScopeTarget, true},
		{"the bot", []string{"1"}, retry.ScopeChannel, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBooks(bulletins("readers", delivery.KindBulletin, 30)...)
				refused := map[string]bool{}
				channel := &couriertest.Channel{Takes: 10 * time.Millisecond, Allowed: delivery.Limits{InFlight: 1}}
				channel.Answer = func(_ int, target delivery.Target, _ delivery.Message) (bool, error) {
					for _, address := range test.asking {
						if target.Address == address && !refused[address] {
							refused[address] = true
							return false, retry.After(20*time.Second, test.scope, errTest)
						}
					}
					return true, nil
				}
				start := time.Now()
				work(t, b.courier(channel), b)
				early := 0
				for _, s := range channel.Sent() {
					wait := s.At.Sub(start)
					if s.Target.Address == "1" && wait < 20*time.Second {
						t.Errorf("a chat that asked for 20 s was written to after %v", wait)
					}
					if wait < 15*time.Second {
						early++
					}
				}
				if (early == 0) != test.bot && (early < 28) != test.bot {
					t.Errorf("%d messages left during the quiet; whole bot quiet: %t", early, test.bot)
				}
				if b.count(delivery.Sent) != 30 {
					t.Errorf("%d sent, want 30", b.count(delivery.Sent))
				}
			})
		})
	}
}

func TestDraftOvertakesABroadcastOfTheSameBot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limits := delivery.Limits{Bot: "telegram:1", InFlight: 3, Rates: []delivery.Rate{perBot(30, time.Second)}}
		readers := &couriertest.Channel{Allowed: limits, Takes: 80 * time.Millisecond}
		newsroom := &couriertest.Channel{Allowed: limits, Takes: 80 * time.Millisecond}
		broadcast := newBooks(bulletins("readers", delivery.KindBulletin, 300)...)
		draft := newBooks(bulletins("newsroom", delivery.KindDraft, 1)...)
		c := courier.New(courier.Config{
			Channels: map[string]delivery.Channel{"readers": readers, "newsroom": newsroom}, Readers: broadcast,
		})
		go func() {
			_, _, err := c.Work(t.Context(), delivery.Slice{ID: 1, Channel: "readers", Priority: delivery.PriorityLong}, broadcast)
			if err != nil {
				t.Error(err)
			}
		}()
		time.Sleep(3 * time.Second)
		start := time.Now()
		_, done, err := c.Work(t.Context(), delivery.Slice{ID: 2, Channel: "newsroom", Priority: delivery.PriorityDesk}, draft)
		if err != nil || !done {
			t.Fatalf("done %t, %v", done, err)
		}
		if wait := newsroom.Sent()[0].At.Sub(start); wait > 1100*time.Millisecond {
			t.Errorf("the draft waited %v behind the broadcast", wait)
		}
		time.Sleep(time.Minute)
		all := append(readers.Sent(), newsroom.Sent()...)
		if len(all) != 301 {
			t.Errorf("%d sent, want 301", len(all))
		}
	})
}

func TestRoundHalfHoursAreAvoidedWhereTheVendorAsks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		round := time.Now().Truncate(30 * time.Minute).Add(30 * time.Minute)
		time.Sleep(time.Until(round))
		b := newBooks(bulletins("readers", delivery.KindBulletin, 1)...)
		channel := &couriertest.Channel{Allowed: delivery.Limits{AvoidRound: true}}
		work(t, b.courier(channel), b)
		if after := channel.Sent()[0].At.Sub(round); after < 10*time.Second || after > 40*time.Second {
			t.Errorf("left %v after the half hour, want 10 to 40 s", after)
		}
	})
}

func TestDoHeedsPaceAndQuiet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBooks()
		channel := &couriertest.Channel{Allowed: delivery.Limits{Rates: []delivery.Rate{perBot(5, time.Second)}}}
		c := b.courier(channel)
		start, calls := time.Now(), 0
		for i := range 11 {
			target := delivery.Target{Channel: "readers", Address: fmt.Sprint(i)}
			if err := c.Do(t.Context(), "readers", target, func(context.Context) error { calls++; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); calls != 11 || took < 2*time.Second || took > 2100*time.Millisecond {
			t.Errorf("%d calls in %v, want 11 in a little over 2 s", calls, took)
		}
		one := delivery.Target{Channel: "readers", Address: "1"}
		_ = c.Do(t.Context(), "readers", one, func(context.Context) error { return retry.After(time.Minute, retry.ScopeChannel, errTest) })
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if err := c.Do(ctx, "readers", one, func(context.Context) error { calls++; return nil }); err == nil || calls != 11 {
			t.Errorf("an edit went out while the bot was asked for quiet: %v", err)
		}
	})
}

// On a busy machine messages arrive later than they leave, now and then by much. Whatever
// the delay, no stretch of a second may hold more than the service allows; the service
// forgives as little as its own clock.
func TestDelayedMessagesBreakNoLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const count = 30
		b := newBooks(bulletins("readers", delivery.KindBulletin, 600)...)
		c := &delayed{rate: perBot(count, time.Second), chance: rand.New(rand.NewPCG(1, 2))}
		work(t, b.courier(c), b)
		for i := count; i < len(c.arrived); i++ {
			if gap := c.arrived[i].Sub(c.arrived[i-count]); gap < time.Second-2*time.Millisecond {
				t.Errorf("message %d arrived %v after the one %d before it", i, gap, count)
			}
		}
		if took := c.arrived[len(c.arrived)-1].Sub(c.arrived[0]); took > 23*time.Second {
			t.Errorf("600 messages took %v: delays cost more than they must", took)
		}
	})
}

// The first message opens a connection and arrives late; the next one to its chat must
// keep its distance from then.
func TestFirstMessageIsCountedFromWhenItCanHaveArrived(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rows := bulletins("readers", delivery.KindBulletin, 2)
		rows[1].Target = rows[0].Target
		rows[1].Message.Part, rows[1].Message.Parts, rows[0].Message.Part, rows[0].Message.Parts = 2, 2, 1, 2
		b := newBooks(rows...)
		c := &delayed{opening: 500 * time.Millisecond, rate: delivery.Rate{Scope: delivery.PerChat, Count: 1, Period: time.Second}}
		work(t, b.courier(c), b)
		if gap := c.arrived[1].Sub(c.arrived[0]); gap < time.Second {
			t.Errorf("the second message arrived %v after the first", gap)
		}
	})
}

// delayed is a channel whose messages each take their time to arrive.
type delayed struct {
	rate    delivery.Rate
	opening time.Duration // what the first message takes; 0: as the others
	chance  *rand.Rand    // of the others; nil: 5 ms

	mu      sync.Mutex
	begun   bool
	arrived []time.Time
}

func (c *delayed) Limits() delivery.Limits {
	return delivery.Limits{InFlight: 3, Rates: []delivery.Rate{c.rate}}
}

func (c *delayed) Send(context.Context, delivery.Target, delivery.Message) (delivery.Receipt, error) {
	time.Sleep(c.way()) // virtual time
	c.mu.Lock()
	c.arrived = append(c.arrived, time.Now())
	c.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
	return delivery.Receipt{MessageID: "1"}, nil
}

// way is how long a message takes to arrive.
func (c *delayed) way() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := !c.begun
	c.begun = true
	switch {
	case first && c.opening > 0:
		return c.opening
	case c.chance == nil:
		return 5 * time.Millisecond
	case c.chance.IntN(20) == 0:
		return 150 * time.Millisecond
	}
	return time.Duration(c.chance.Int64N(int64(4 * time.Millisecond)))
}
