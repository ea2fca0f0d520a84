package queue_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"yubao/internal/channel/faultserver"
	"yubao/internal/channel/telegram"
	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/queue"
	"yubao/internal/secret"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// Each way to fail, from the row of the ledger over the real channel to its final state:
// what is sent again without asking, what waits for a person, what is given up, and how
// often a reader got it.
func TestFaultsFromLedgerToFinalState(t *testing.T) {
	t.Parallel()
	const bulletin, draft = delivery.KindBulletin, delivery.KindDraft
	type outcome struct {
		state    delivery.State
		attempts int
		arrived  int
	}
	sent, second := outcome{delivery.Sent, 1, 1}, outcome{delivery.Sent, 2, 1}
	doubtful, doubtfulArrived := outcome{delivery.Uncertain, 1, 0}, outcome{delivery.Uncertain, 1, 1}
	twice, dead := outcome{delivery.Sent, 2, 2}, outcome{delivery.Dead, 1, 0}
	tests := []struct {
		name  string
		fault faultserver.Fault
		kind  delivery.Kind
		setup func(*faultserver.Server)
		want  outcome
	}{
		{"nothing fails", "", bulletin, nil, sent},
		{"429 with a time", faultserver.TooMany, bulletin, nil, second},
		{"429 without a time", faultserver.TooManyBare, bulletin, nil, second},
		{"502 in HTML, a bulletin waits for a person", faultserver.BadGateway, bulletin, nil, doubtful},
		{"502 in HTML after acting", faultserver.BadGatewayActed, bulletin, nil, doubtfulArrived},
		{"reset before acting", faultserver.ResetBefore, bulletin, nil, doubtful},
		{"reset after acting", faultserver.ResetAfter, bulletin, nil, doubtfulArrived},
		{"no answer", faultserver.Hang, bulletin, nil, doubtful},
		{"no answer after acting", faultserver.HangActed, bulletin, nil, doubtfulArrived},
		{"an answer byte by byte that takes too long", faultserver.Slow, bulletin, nil, doubtfulArrived},
		{"an answer that breaks off", faultserver.WrongJSON, bulletin, nil, doubtfulArrived},
		{"502 in HTML, a draft is sent once more", faultserver.BadGateway, draft, nil, second},
		{"502 in HTML after acting, a draft comes twice rather than not", faultserver.BadGatewayActed, draft, nil, twice},
		{"reset before acting, a draft", faultserver.ResetBefore, draft, nil, second},
		{"reset after acting, a draft", faultserver.ResetAfter, draft, nil, twice},
		{"an answer that breaks off, a draft", faultserver.WrongJSON, draft, nil, twice},
		{"403 blocked", faultserver.Blocked, bulletin, nil, dead},
		{"400 for what it says", faultserver.BadRequest, bulletin, nil, dead},
		{"400 group became a supergroup", "", bulletin, func(s *faultserver.Server) { s.Migrate("-77", -10077) }, sent},
		{"400 topic was deleted", "", bulletin, func(s *faultserver.Server) { s.DropTopic("-77", "5") }, sent},
		{"400 no right to post", "", bulletin, func(s *faultserver.Server) { s.Refuse("sendMessage") }, dead},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, dsn string) {
				plan := faultserver.Plan{Pause: time.Second}
				if test.fault != "" {
					plan.Share, plan.Times, plan.Faults = 1, 1, []faultserver.Fault{test.fault}
				}
				faulty, channel := telegramBehind(t, plan)
				if test.setup != nil {
					test.setup(faulty)
				}
				n := over(t, openAlone(t, dsn), 0, map[string]delivery.Channel{"readers": channel}, func(c *courier.Config, _ *queue.Config) {
					c.Timeout = time.Second
				})
				target := delivery.Target{Channel: "readers", Address: "-77", Thread: 5}
				if err := n.store.Post(t.Context(), "evening", []delivery.Outgoing{{
					Occasion: delivery.OnBulletin, Target: target, Message: delivery.Message{Kind: test.kind, Text: "明天晴"},
				}}); err != nil {
					t.Fatal(err)
				}
				n.run(t)
				n.settled(t, patience)
				d, err := n.store.Delivery(t.Context(), 1)
				if err != nil {
					t.Fatal(err)
				}
				if got := (outcome{d.State, d.Attempts, faulty.Report().Delivered}); got != test.want {
					t.Errorf("%+v, want %+v; error on record: %s", got, test.want, d.Error)
				}
				if (d.Error == "") != (d.State == delivery.Sent) {
					t.Errorf("a %s delivery has the error %q on record", d.State, d.Error)
				}
			})
		})
	}
}

// A group that became a supergroup is written to at its new address from then on, also by
// the next process.
func TestMovedGroupIsRememberedOverARestart(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		faulty, channel := telegramBehind(t, faultserver.Plan{})
		faulty.Migrate("-77", -10077)
		for i, occasion := range []delivery.Occasion{"notice:1", "notice:2"} {
			s := openToClose(t, dsn)
			n := over(t, s, 0, map[string]delivery.Channel{"readers": channel})
			if err := s.Post(t.Context(), "evening", []delivery.Outgoing{{
				Occasion: occasion, Target: delivery.Target{Channel: "readers", Address: "-77"},
				Message: delivery.Message{Kind: delivery.KindNotice, Text: string(occasion)},
			}}); err != nil {
				t.Fatal(err)
			}
			stop := n.run(t)
			n.settled(t, patience)
			stop()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if got := faulty.Messages(); len(got) != i+1 || got[i].Chat != "-10077" {
				t.Fatalf("arrived %+v", got)
			}
		}
		asked := 0
		for _, call := range faulty.Calls("sendMessage") {
			if call.Form.Get("chat_id") == "-77" {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("the old address was written to %d times, want once", asked)
		}
	})
}

// openToClose opens a store that the test closes itself.
func openToClose(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{DSN: dsn, Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// telegramBehind returns a channel of a bot and the service behind it.
func telegramBehind(t *testing.T, plan faultserver.Plan) (*faultserver.Server, delivery.Channel) {
	t.Helper()
	faulty := faultserver.New(plan)
	server := httptest.NewServer(faulty)
	t.Cleanup(func() { faulty.Close(); server.Close() })
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:x"), API: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	channel, err := telegram.New(telegram.Config{}, client)
	if err != nil {
		t.Fatal(err)
	}
	return faulty, channel
}

// A queue that was stopped leaves nothing running, whatever it was at.
func TestStoppedQueueLeavesNoGoroutine(t *testing.T) {
	for name, open := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return storetest.SQLite(t) },
		"PostgreSQL": func(t *testing.T) string { return storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			dsn := open(t)
			before := goleak.IgnoreCurrent()
			s := openToClose(t, dsn)
			faulty := faultserver.New(faultserver.Plan{Share: 0.2, Seed: 5, Lenient: true, Faults: []faultserver.Fault{faultserver.ResetAfter, faultserver.Hang}})
			server := httptest.NewServer(faulty)
			client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:x"), API: server.URL, Rate: 1000})
			if err != nil {
				t.Fatal(err)
			}
			channel, err := telegram.New(telegram.Config{Rate: 1000}, client)
			if err != nil {
				t.Fatal(err)
			}
			n := over(t, s, 200, map[string]delivery.Channel{"readers": channel, "newsroom": channel}, func(c *courier.Config, _ *queue.Config) {
				c.Timeout = 300 * time.Millisecond
			})
			stop := n.run(t)
			draft := n.file(t, evening)
			if _, err := n.desk.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
				t.Fatal(err)
			}
			for faulty.Report().Delivered < 20 {
				time.Sleep(time.Millisecond) // real sockets
			}
			stop()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			client.Close()
			faulty.Close()
			server.Close()
			if err := goleak.Find(before); err != nil {
				t.Error(err)
			}
		})
	}
}
