package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"yubao/internal/courier"
	"yubao/internal/delivery"
)

const (
	// alertSoon is how long troubles of deliveries are gathered before the first is told.
	alertSoon = 5 * time.Second
	// alertEvery is the pause between two notices about troubles.
	alertEvery = time.Minute
	// alertNumbers is how many deliveries a notice names.
	alertNumbers = 5
)

// alerts gathers what the courier reports of deliveries that a person has to look at,
// and tells the newsroom of an edition once a channel rather than once a delivery: of a
// large broadcast a fifth of the readers may be gone, and the newsroom's group, which
// also needs its drafts, takes twenty messages a minute. What is told is in the ledger
// already; a crash loses a notice, never a delivery. It is safe for concurrent use.
type alerts struct {
	tell  func(ctx context.Context, edition, key, text, except string)
	fresh chan struct{}

	mu      sync.Mutex
	waiting map[alertAbout]*tally
}

type alertAbout struct{ edition, channel string }

// tally is what has come together about one channel.
type tally struct {
	states map[delivery.State]int
	ids    []delivery.ID // the first few
	reason string        // of the first
}

func newAlerts(tell func(ctx context.Context, edition, key, text, except string)) *alerts {
	return &alerts{tell: tell, fresh: make(chan struct{}, 1), waiting: map[alertAbout]*tally{}}
}

// add takes an alert up without waiting for anything, but for that of a channel that
// stopped: it is told at once.
func (a *alerts) add(ctx context.Context, alert courier.Alert) {
	if alert.Stopped {
		text := fmt.Sprintf("【渠道停了】%s：口令或权限有问题，这个渠道暂停发送。%s", alert.Channel, alert.Reason)
		a.tell(ctx, alert.Edition, fmt.Sprintf("stopped:%s:%d", alert.Channel, alert.Delivery), text, alert.Channel)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	about := alertAbout{alert.Edition, alert.Channel}
	t := a.waiting[about]
	if t == nil {
		t = &tally{states: map[delivery.State]int{}, reason: alert.Reason}
		a.waiting[about] = t
	}
	t.states[alert.State]++
	if len(t.ids) < alertNumbers {
		t.ids = append(t.ids, alert.Delivery)
	}
	select {
	case a.fresh <- struct{}{}:
	default:
	}
}

// run tells what was gathered until ctx ends; what comes later is told by flush.
func (a *alerts) run(ctx context.Context) {
	for sleep(ctx, a.fresh) && sleep(ctx, time.After(alertSoon)) {
		a.flush(ctx)
		if !sleep(ctx, time.After(alertEvery)) {
			return
		}
	}
}

// sleep waits for a channel and reports whether it came before ctx ended.
func sleep[T any](ctx context.Context, until <-chan T) bool {
	select {
	case <-until:
		return true
	case <-ctx.Done():
		return false
	}
}

// flush tells everything gathered so far.
func (a *alerts) flush(ctx context.Context) {
	a.mu.Lock()
	waiting := a.waiting
	a.waiting = map[alertAbout]*tally{}
	a.mu.Unlock()
	for about, t := range waiting {
		key := fmt.Sprintf("alert:%s:%d:%s", about.channel, t.ids[0], slices.Sorted(maps.Keys(t.states))[0])
		a.tell(ctx, about.edition, key, t.words(about.channel), about.channel)
	}
}

// words says what happened and what to do.
func (t *tally) words(channel string) string {
	var counts, numbers []string
	all := 0
	for _, state := range slices.Sorted(maps.Keys(t.states)) {
		counts = append(counts, fmt.Sprintf("%d条%s", t.states[state], deliveryWords[state]))
		all += t.states[state]
	}
	for _, id := range t.ids {
		numbers = append(numbers, fmt.Sprint(id))
	}
	text := fmt.Sprintf("【投递】渠道 %s 有%s。编号%s", channel, strings.Join(counts, "、"), strings.Join(numbers, "、"))
	if all > len(t.ids) {
		text += "等"
	}
	return text + "；" + t.reason + "\n处理：yubao outbox list 查看，再 settle（已送达）、retry（再发）或 drop（不发了）。"
}
