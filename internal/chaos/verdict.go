package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/delivery"
)

// Verdict is what a run came to. A reader is listed once.
type Verdict struct {
	Chats     int
	Sent      int      // recorded as sent, and arrived
	Refused   int      // given up, since the service refused for good
	Lost      []string // not arrived, and nobody would know
	Doubled   []string // arrived more than once
	Killed    int      // uncertain since the process ended
	Doubtful  int      // uncertain since the service gave no clear answer
	Unlisted  []string // uncertain by a kill without having been in flight at one
	Ambiguous int      // answers of the service that leave a doubt
	Kills     []Kill   //
	Service   faultserver.Report
	Slowest   time.Duration // recovery
	Took      time.Duration
	Limit     time.Duration // that recovery may take
}

// Recovery that the design asks for: after a kill on SQLite, and by another process on PostgreSQL.
const (
	recoverySQLite   = 5 * time.Second
	recoveryPostgres = 10 * time.Second
)

// outboxLine is a line of `yubao outbox list --json`.
type outboxLine struct {
	ID      delivery.ID    `json:"id"`
	Channel string         `json:"channel"`
	Target  string         `json:"target"`
	State   delivery.State `json:"state"`
	Error   string         `json:"error"`
}

// Outbox lists the whole ledger with the program's own command.
func (n *Newsroom) Outbox(ctx context.Context) ([]outboxLine, error) {
	out, err := n.Do(ctx, "outbox", "list", "--json", "--most", "1000000")
	if err != nil {
		return nil, err
	}
	var lines []outboxLine
	for line := range strings.Lines(out) {
		var one outboxLine
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			return nil, fmt.Errorf("outbox list: %w", err)
		}
		lines = append(lines, one)
	}
	return lines, nil
}

// audit compares the ledger with what arrived.
func (r *Run) audit(ctx context.Context) (Verdict, error) {
	v := Verdict{Chats: r.Chats, Kills: r.kills, Service: r.service.Report(), Limit: recoverySQLite}
	if r.Postgres != "" {
		v.Limit = recoveryPostgres
	}
	flew := map[delivery.ID]bool{}
	for _, k := range r.kills {
		v.Slowest = max(v.Slowest, k.Recovery)
		for _, id := range k.Flying {
			flew[id] = true
		}
	}
	for _, fault := range []faultserver.Fault{
		faultserver.BadGateway, faultserver.BadGatewayActed, faultserver.ResetBefore, faultserver.ResetAfter,
		faultserver.Hang, faultserver.HangActed, faultserver.Slow, faultserver.WrongJSON,
	} {
		v.Ambiguous += v.Service.Faults[fault]
	}
	lines, err := r.Newsroom.Outbox(ctx)
	if err != nil {
		return v, err
	}
	arrived, missing := r.service.Arrived(), map[string]bool{}
	for chat := range r.Chats {
		missing[strconv.Itoa(chat+1)] = true
	}
	for _, line := range lines {
		if line.Channel == "readers" {
			delete(missing, line.Target)
			v.judge(line, arrived[line.Target], flew[line.ID])
		}
	}
	for chat := range missing {
		v.Lost = append(v.Lost, chat)
	}
	slices.Sort(v.Lost)
	return v, nil
}

// judge counts a row of the ledger against how often it arrived.
func (v *Verdict) judge(line outboxLine, arrived int, flew bool) {
	if arrived > 1 {
		v.Doubled = append(v.Doubled, line.Target)
	}
	switch line.State {
	case delivery.Sent:
		v.Sent++
		if arrived == 0 {
			v.Lost = append(v.Lost, line.Target)
		}
	case delivery.Dead:
		v.Refused++
		if arrived == 0 && !strings.Contains(line.Error, "Forbidden") && !strings.Contains(line.Error, "Bad Request") {
			v.Lost = append(v.Lost, line.Target)
		}
	case delivery.Uncertain:
		if !strings.Contains(line.Error, "the process ended") {
			v.Doubtful++
			return
		}
		v.Killed++
		if !flew {
			v.Unlisted = append(v.Unlisted, line.Target)
		}
	default:
		v.Lost = append(v.Lost, line.Target)
	}
}

// Flying is how many messages were in flight at the kills, and the most at one.
func (v Verdict) Flying() (all, most int) {
	for _, k := range v.Kills {
		all, most = all+len(k.Flying), max(most, len(k.Flying))
	}
	return all, most
}

// Broken says which bars were not met.
func (v Verdict) Broken() []string {
	var broken []string
	bar := func(ok bool, format string, args ...any) {
		if !ok {
			broken = append(broken, fmt.Sprintf(format, args...))
		}
	}
	flying, most := v.Flying()
	bar(len(v.Lost) == 0, "lost: %v", v.Lost)
	bar(len(v.Doubled) == 0, "sent twice: %v", v.Doubled)
	bar(len(v.Unlisted) == 0, "uncertain by a kill, but in flight at none: %v", v.Unlisted)
	bar(v.Killed <= flying, "%d uncertain by kills, %d were in flight", v.Killed, flying)
	bar(most <= MostFlying, "%d in flight at a kill, %d allowed", most, MostFlying)
	bar(v.Doubtful <= v.Ambiguous, "%d uncertain by answers, %d answers were unclear", v.Doubtful, v.Ambiguous)
	bar(v.Slowest <= v.Limit, "recovery took %v, %v allowed", v.Slowest, v.Limit)
	return broken
}

// String prints the verdict for a terminal.
func (v Verdict) String() string {
	flying, most := v.Flying()
	var measured []time.Duration
	for _, k := range v.Kills {
		if k.Recovery > 0 {
			measured = append(measured, k.Recovery)
		}
	}
	slices.Sort(measured)
	median := time.Duration(0)
	if len(measured) > 0 {
		median = measured[len(measured)/2]
	}
	var s strings.Builder
	fmt.Fprintf(&s, "%d chats, %d kills, %d faults, %v\n", v.Chats, len(v.Kills), sum(v.Service.Faults), v.Took.Round(time.Millisecond))
	fmt.Fprintf(&s, "  lost       %d\n", len(v.Lost))
	fmt.Fprintf(&s, "  doubled    %d\n", len(v.Doubled))
	fmt.Fprintf(&s, "  uncertain  %d by kills (%d in flight, at most %d at one), %d by unclear answers (%d were); all listed in the outbox\n",
		v.Killed, flying, most, v.Doubtful, v.Ambiguous)
	fmt.Fprintf(&s, "  sent       %d, refused by the service %d\n", v.Sent, v.Refused)
	fmt.Fprintf(&s, "  recovery   median %v, slowest %v (of %d measured; %v allowed)\n",
		median.Round(time.Millisecond), v.Slowest.Round(time.Millisecond), len(measured), v.Limit)
	return s.String()
}

func sum(counts map[faultserver.Fault]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
