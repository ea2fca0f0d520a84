package faultserver_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/channel/telegram"
	"yubao/internal/channel/wecom"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// serve returns a server for plan and its address.
func serve(t *testing.T, plan faultserver.Plan) (*faultserver.Server, string) {
	t.Helper()
	faulty := faultserver.New(plan)
	server := httptest.NewServer(faulty)
	t.Cleanup(func() { faulty.Close(); server.Close() })
	return faulty, server.URL
}

// bot returns a server for plan and a bot behind it.
func bot(t *testing.T, plan faultserver.Plan) (*faultserver.Server, *telegram.Client) {
	t.Helper()
	faulty, address := serve(t, plan)
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:x"), API: address})
	if err != nil {
		t.Fatal(err)
	}
	return faulty, client
}

// start returns a server for plan, the channel of a bot behind it, and its address.
func start(t *testing.T, plan faultserver.Plan) (*faultserver.Server, *telegram.Channel, string) {
	t.Helper()
	faulty, address := serve(t, plan)
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:x"), API: address})
	if err != nil {
		t.Fatal(err)
	}
	c, err := telegram.New(telegram.Config{}, client)
	if err != nil {
		t.Fatal(err)
	}
	return faulty, c, address
}

// Each fault asks for what it should, and delivers only when it says so.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[faultserver.Fault]struct {
		want      retry.Consequence
		delivered int
	}{
		faultserver.TooMany:         {retry.Wait, 0},
		faultserver.TooManyBare:     {retry.Wait, 0},
		faultserver.BadGateway:      {retry.Doubtful, 0},
		faultserver.BadGatewayActed: {retry.Doubtful, 1},
		faultserver.ResetBefore:     {retry.Doubtful, 0},
		faultserver.ResetAfter:      {retry.Doubtful, 1},
		faultserver.Hang:            {retry.Doubtful, 0},
		faultserver.HangActed:       {retry.Doubtful, 1},
		faultserver.Slow:            {retry.Doubtful, 1},
		faultserver.WrongJSON:       {retry.Doubtful, 1},
		faultserver.Blocked:         {retry.GiveUp, 0},
		faultserver.BadRequest:      {retry.GiveUp, 0},
	}
	for _, fault := range faultserver.Faults {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			tt := tests[fault]
			faulty, c, _ := start(t, faultserver.Plan{Share: 1, Faults: []faultserver.Fault{fault}, Pause: time.Second})
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			_, err := c.Send(ctx, delivery.Target{Address: "7"}, delivery.Message{Text: "晴"})
			if got, _, _ := retry.Of(err); err == nil || got != tt.want {
				t.Errorf("error %v asks for %d", err, got)
			}
			if n := faulty.Report().Delivered; n != tt.delivered {
				t.Errorf("delivered %d", n)
			}
		})
	}
}

// The same seed gives the same faults whatever the order of the messages.
func TestFaultsFollowTheSeed(t *testing.T) {
	t.Parallel()
	run := func(seed uint64, backwards bool) string {
		faulty, c, _ := start(t, faultserver.Plan{Seed: seed, Share: 0.5, Lenient: true, Faults: []faultserver.Fault{faultserver.BadRequest}})
		outcome := make([]byte, 40)
		for i := range outcome {
			if backwards {
				i = len(outcome) - 1 - i
			}
			_, err := c.Send(t.Context(), delivery.Target{Address: fmt.Sprint(i + 1)}, delivery.Message{Text: "晴"})
			outcome[i] = '.'
			if err != nil {
				outcome[i] = 'x'
			}
		}
		if r := faulty.Report(); r.Delivered != strings.Count(string(outcome), ".") {
			t.Errorf("delivered %d of %s", r.Delivered, outcome)
		}
		return string(outcome)
	}
	if a, b := run(1, false), run(1, true); a != b {
		t.Errorf("one seed gives %s and %s", a, b)
	}
	if a, b := run(1, false), run(2, false); a == b {
		t.Errorf("two seeds give %s", a)
	}
}

func TestLimitsAreKept(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	faulty, c, base := start(t, faultserver.Plan{Now: func() time.Time { return now }})
	send := func(chat, text string) retry.Consequence {
		_, err := c.Send(t.Context(), delivery.Target{Address: chat}, delivery.Message{Text: text})
		got, _, _ := retry.Of(err)
		return got
	}
	send("7", "a")
	if send("7", "b") != retry.Wait {
		t.Error("two a second in a chat passed")
	}
	for i := range 30 {
		send(fmt.Sprint(100+i), "a")
	}
	if n := faulty.Report().Violations["30 a second over all chats"]; n != 1 {
		t.Errorf("31 a second: %d refused", n)
	}
	for i := range 21 {
		now = now.Add(time.Second)
		send("-5", fmt.Sprint(i))
	}
	if n := faulty.Report().Violations["20 a minute in a group"]; n != 1 {
		t.Errorf("21 a minute in a group: %d refused", n)
	}
	robot, err := wecom.New(wecom.Config{Webhook: secret.New(base + "/cgi-bin/webhook/send?key=k")}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 21 {
		_, err = robot.Send(t.Context(), delivery.Target{}, delivery.Message{Text: fmt.Sprint(i)})
	}
	if got, _, _ := retry.Of(err); got != retry.Wait {
		t.Errorf("21 a minute to a robot: %v", err)
	}
}

// What the channel sends is what the fake, strict as the service, takes and edits.
func TestTelegramInUse(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	faulty, c, base := start(t, faultserver.Plan{Now: func() time.Time { now = now.Add(2 * time.Second); return now }})
	target := delivery.Target{Address: "-5", Thread: 1}
	broken := delivery.Message{Text: "晴<br>", HTML: "晴<br>", Buttons: [][]delivery.Button{{{Label: "签发", Data: "sign:1:1"}}}}
	receipt, err := c.Send(t.Context(), target, broken)
	if err != nil {
		t.Fatalf("HTML that cannot be read is not sent as text: %v", err)
	}
	for range 2 { // the second changes nothing and is a success
		if err := c.Edit(t.Context(), target, receipt.MessageID, delivery.Message{Text: "雨", HTML: "<b>雨</b>"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Edit(t.Context(), target, "99", delivery.Message{Text: "雨"}); !telegram.IsGone(err) {
		t.Errorf("edit of nothing: %v", err)
	}
	if _, err := c.Send(t.Context(), target, delivery.Message{Text: "图", Photo: []byte("png")}); err != nil {
		t.Error(err)
	}
	got := faulty.Messages()
	if len(got) != 2 || got[0].Text != "雨" || got[0].Edits != 1 || got[0].Thread != "" || got[1].Text != "图" {
		t.Errorf("delivered %+v", got)
	}
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:x"), API: base})
	if err != nil {
		t.Fatal(err)
	}
	faulty.Push(map[string]any{"callback_query": map[string]any{"id": "q"}})
	updates, err := client.Updates(t.Context(), 1, time.Second, []string{"callback_query"})
	if err != nil || len(updates) != 1 || !strings.Contains(string(updates[0]), `"update_id":1`) {
		t.Errorf("updates %s, error %v", updates, err)
	}
}
