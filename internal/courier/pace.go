package courier

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"yubao/internal/delivery"
)

// Bot paces everything that one credential sends, over whichever channels. It counts
// what was sent in sliding windows, so that no stretch of a rate's period holds more
// than its count, by the times at which messages can have arrived. It is safe for concurrent use within one
// process; across processes one sender per bot is assured by a lease (package queue).
type Bot struct {
	name string

	mu      sync.Mutex
	logs    map[logKey][]time.Time // when the last messages of a window left, oldest first
	holds   map[string]time.Time   // chats that asked for quiet; "" is the whole bot
	asked   []ask                  // who asked for quiet lately
	flying  int
	held    time.Duration // mean time a message keeps its place in flight
	usual   time.Duration // time that an answer takes when nothing delays it
	claims  spread        // time from a place to the moment its message can leave: the claim is committed in between
	waiting [delivery.PriorityLong + 1]int
	freed   chan struct{}           // closed when something changes that others wait for
	avoid   map[int64]time.Duration // how long after a round half hour this one starts
	takes   int                     // since expired entries were last thrown away
	dirty   bool                    // what must survive a restart changed
}

// logKey names a window: the rate's scope and period, and the address it counts, if any.
type logKey struct {
	scope   delivery.Scope
	period  time.Duration
	address string
}

type ask struct {
	address string
	at      time.Time
}

// longestLead is the most by which places are granted before their time: a message is
// in doubt from its claim on.
const longestLead = 50 * time.Millisecond

// memorable is the shortest period that is worth storing: a restart takes longer than shorter ones.
const memorable = 5 * time.Second

func newBot(name string) *Bot {
	return &Bot{
		name: name, logs: map[logKey][]time.Time{}, holds: map[string]time.Time{}, avoid: map[int64]time.Duration{},
		freed: make(chan struct{}),
	}
}

// stretched is a period with a margin for what the times of arrival leave open. It is a
// hundredth; of a second only half of that, which is a good part of the ceiling.
func stretched(period time.Duration) time.Duration {
	if period < memorable {
		return period + period/200
	}
	return period + period/100
}

// spread is the mean of something and how far it strays from it, over the last dozen or so.
type spread struct{ mean, stray time.Duration }

func (s *spread) add(d time.Duration) {
	s.stray += (max(d-s.mean, s.mean-d) - s.stray) / 8
	s.mean += (d - s.mean) / 8
}

// most is what is rarely exceeded, as for the timer of TCP (RFC 6298).
func (s *spread) most() time.Duration { return s.mean + 2*s.stray }

// windows returns the keys of the windows that a message to target counts in.
func windows(limits delivery.Limits, target delivery.Target) []logKey {
	keys := make([]logKey, len(limits.Rates))
	for i, r := range limits.Rates {
		keys[i] = logKey{scope: r.Scope, period: r.Period}
		switch r.Scope {
		case delivery.PerChat:
			keys[i].address = target.Address
		case delivery.PerGroup:
			keys[i].address = target.Address
			if limits.Group == nil || !limits.Group(target) {
				keys[i].period = 0 // does not count
			}
		}
	}
	return keys
}

// place is a granted place in flight: its message may leave at due, which is a little
// ahead, so that the claim can be committed until then.
type place struct {
	bot     *Bot
	keys    []logKey
	due     time.Time
	stamp   time.Time // what it counts for in the windows
	granted time.Time
}

// reason says what a message has to wait for.
type reason int

const (
	free      reason = iota
	chatHeld         // this chat's own limits; others may go
	botHeld          // the bot's limits
	noPlace          // too many in flight
	outranked        // somebody more urgent waits
)

// take grants a place in flight to a message for target, or says what it waits for and
// until when to ask again; noPlace and outranked end with a change, not at a time. spare
// places are the caller's own that become free in the transaction that claims the message.
func (b *Bot) take(limits delivery.Limits, target delivery.Target, priority, spare int, now time.Time) (*place, reason, time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for urgent := range priority {
		if b.waiting[urgent] > 0 {
			return nil, outranked, now
		}
	}
	if b.flying-spare >= b.bound(limits) {
		return nil, noPlace, now
	}
	keys := windows(limits, target)
	due, why := b.due(limits, target, keys, now)
	if early := due.Add(-min(longestLead, b.claims.most())); early.After(now) {
		return nil, why, early
	}
	b.flying++
	for _, key := range keys {
		if key.period != 0 {
			b.count(key, due)
		}
	}
	if b.takes++; b.takes > 4096 {
		b.sweep(limits, now)
	}
	return &place{bot: b, keys: keys, due: due, stamp: due, granted: now}, free, now
}

// due returns when a message for target may leave, now or later, and what holds it until then.
func (b *Bot) due(limits delivery.Limits, target delivery.Target, keys []logKey, now time.Time) (due time.Time, why reason) {
	due, why = now, free
	later := func(at time.Time, because reason) {
		// Of two that end together, the one that concerns the whole bot counts.
		if at.After(due) || at.Equal(due) && why == chatHeld {
			due, why = at, because
		}
	}
	later(b.holds[target.Address], chatHeld)
	for i, key := range keys {
		because := chatHeld
		if key.scope == delivery.PerBot {
			because = botHeld
		}
		later(b.opens(key, limits.Rates[i]), because)
	}
	later(b.notBefore(limits, now), botHeld)
	return due, why
}

// count notes in a window that a message leaves at a time; logs stay in order.
func (b *Bot) count(key logKey, at time.Time) {
	log := b.logs[key]
	behind, _ := slices.BinarySearchFunc(log, at, func(t, at time.Time) int {
		if t.After(at) {
			return 1
		}
		return -1 // behind those of the same time
	})
	b.logs[key] = slices.Insert(log, behind, at)
	b.dirty = b.dirty || key.period >= memorable
}

// opens returns when a window next has room.
func (b *Bot) opens(key logKey, r delivery.Rate) time.Time {
	log := b.logs[key]
	if key.period == 0 || len(log) < r.Count {
		return time.Time{}
	}
	if over := len(log) - r.Count; over > 0 { // older ones count no more
		log = append(log[:0], log[over:]...)
		b.logs[key] = log
	}
	return log[0].Add(stretched(r.Period))
}

// notBefore returns until when the whole bot keeps quiet: it was asked to, or the vendor
// asks to stay away from the round half hours.
func (b *Bot) notBefore(limits delivery.Limits, now time.Time) time.Time {
	until := b.holds[""]
	if !limits.AvoidRound {
		return until
	}
	const half = int64(30 * time.Minute / time.Second)
	round := now.Unix() / half * half
	offset, ok := b.avoid[round]
	if !ok {
		clear(b.avoid)
		offset = 10*time.Second + time.Duration(rand.Float64()*float64(30*time.Second))
		b.avoid[round] = offset
	}
	if start := time.Unix(round, 0).Add(offset); start.After(until) {
		return start
	}
	return until
}

// bound is how many messages may be in flight: what the rate asks for at the time a
// message takes, since each of them is in doubt after a crash.
func (b *Bot) bound(limits delivery.Limits) int {
	most := max(1, limits.InFlight)
	rate := math.Inf(1)
	for _, r := range limits.Rates {
		if r.Scope == delivery.PerBot {
			rate = min(rate, float64(r.Count)/r.Period.Seconds())
		}
	}
	if math.IsInf(rate, 1) {
		return most
	}
	if b.held == 0 {
		return min(most, 2)
	}
	return min(most, 1+int(math.Ceil(rate*b.held.Seconds())))
}

// ready notes that the message could leave, and returns how long it has to wait for its time.
func (p *place) ready(now time.Time) time.Duration {
	b := p.bot
	b.mu.Lock()
	defer b.mu.Unlock()
	b.claims.add(now.Sub(p.granted))
	return p.due.Sub(now)
}

// commits is how long a claim usually takes to be committed.
func (b *Bot) commits() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.claims.mean
}

// leaves notes that the message goes out now rather than at the time it was granted.
func (p *place) leaves(now time.Time) {
	p.bot.mu.Lock()
	defer p.bot.mu.Unlock()
	p.bot.restamp(p, now)
}

// answered notes when the answer came. A message whose answer took longer than usual may
// have arrived later than it left, and is counted from then: otherwise the one that
// follows it a period later could meet it within the service's own period. Of the first,
// which opens a connection, nothing is known but that it arrived before its answer.
func (p *place) answered(now time.Time) {
	b := p.bot
	b.mu.Lock()
	defer b.mu.Unlock()
	took := now.Sub(p.stamp)
	late := max(0, took-b.usual)
	if b.usual == 0 || took < b.usual {
		b.usual = took
	}
	b.usual += max(0, took-b.usual) / 64 // a way that has become longer is not late for good
	b.restamp(p, p.stamp.Add(late))
}

// restamp moves what a place counts for to another time; logs stay in order.
func (b *Bot) restamp(p *place, to time.Time) {
	for _, key := range p.keys {
		log := b.logs[key]
		for i := len(log) - 1; i >= 0; i-- {
			if !log[i].Equal(p.stamp) {
				continue
			}
			for ; i+1 < len(log) && log[i+1].Before(to); i++ {
				log[i] = log[i+1]
			}
			log[i] = to
			break
		}
	}
	p.stamp = to
}

// release frees the place. A message that never left gives back what it counted for.
func (p *place) release(now time.Time, left bool) {
	b := p.bot
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flying--
	if left {
		took := now.Sub(p.granted)
		if b.held == 0 {
			b.held = took
		}
		b.held += (took - b.held) / 8
	} else {
		for _, key := range p.keys {
			log := b.logs[key]
			for i := len(log) - 1; i >= 0; i-- {
				if log[i].Equal(p.stamp) {
					b.logs[key] = append(log[:i], log[i+1:]...)
					break
				}
			}
		}
	}
	b.changed()
}

func (b *Bot) changed() {
	close(b.freed)
	b.freed = make(chan struct{})
}

// changes returns a channel that is closed at the next change.
func (b *Bot) changes() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.freed
}

// wait notes that somebody of a priority waits for the bot (by +1) or no longer does (by -1).
func (b *Bot) wait(priority, by int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting[priority] += by
	if by < 0 {
		b.changed()
	}
}

// hold keeps an address quiet until a time, or the whole bot for "". When a second
// address is asked for quiet within ten seconds, the limit is the bot's.
func (b *Bot) hold(address string, until, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until.After(b.holds[address]) {
		b.holds[address] = until
	}
	b.dirty = true
	if address == "" {
		return
	}
	kept := b.asked[:0]
	others := false
	for _, a := range b.asked {
		if now.Sub(a.at) < 10*time.Second {
			kept = append(kept, a)
			others = others || a.address != address
		}
	}
	kept = append(kept, ask{address, now})
	b.asked = kept
	if others && until.After(b.holds[""]) {
		b.holds[""] = until
	}
}

// sweep throws away what no longer counts.
func (b *Bot) sweep(limits delivery.Limits, now time.Time) {
	b.takes = 0
	for key, log := range b.logs {
		if len(log) == 0 || log[len(log)-1].Add(stretched(key.period)).Before(now) {
			delete(b.logs, key)
		}
	}
	for address, until := range b.holds {
		if until.Before(now) {
			delete(b.holds, address)
		}
	}
}

// memory is what of a bot's pace survives a restart.
type memory struct {
	Windows []window             `json:"windows,omitempty"`
	Holds   map[string]time.Time `json:"holds,omitempty"`
}

type window struct {
	Scope   delivery.Scope `json:"scope"`
	Period  time.Duration  `json:"period"`
	Address string         `json:"address,omitempty"`
	Sent    []int64        `json:"sent"` // Unix ms
}

// remember returns what must be stored, or nil when it has not changed since the last call.
func (b *Bot) remember(now time.Time) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.dirty {
		return nil, nil
	}
	b.dirty = false
	m := memory{Holds: map[string]time.Time{}}
	for key, log := range b.logs {
		if key.period < memorable || len(log) == 0 || log[len(log)-1].Add(stretched(key.period)).Before(now) {
			continue
		}
		w := window{Scope: key.scope, Period: key.period, Address: key.address}
		for _, at := range log {
			w.Sent = append(w.Sent, at.UnixMilli())
		}
		m.Windows = append(m.Windows, w)
	}
	for address, until := range b.holds {
		if until.Sub(now) > time.Second {
			m.Holds[address] = until.UTC()
		}
	}
	return json.Marshal(m)
}

// recall takes up what an earlier process stored, as so long ago from now: a clock that
// jumps later does not move it. A hold further ahead than a day comes from a clock that was
// wrong, and is ignored like windows from the future.
func (b *Bot) recall(body []byte, now time.Time) error {
	if len(body) == 0 {
		return nil
	}
	var m memory
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range m.Windows {
		key := logKey{w.Scope, w.Period, w.Address}
		b.logs[key] = nil
		for _, ms := range w.Sent {
			if ago := now.Sub(time.UnixMilli(ms)); ago >= 0 {
				b.logs[key] = append(b.logs[key], now.Add(-ago))
			}
		}
	}
	for address, until := range m.Holds {
		if wait := until.Sub(now); wait > 0 && wait < 24*time.Hour {
			b.holds[address] = now.Add(wait)
		}
	}
	return nil
}
