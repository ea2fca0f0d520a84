package readers

import (
	"context"
	"strings"

	"yubao/internal/channel/telegram"
	"yubao/internal/chat"
	"yubao/internal/delivery"
)

// Prefix begins the data of the readers' buttons.
const Prefix = "r"

// The acts of buttons, one letter each: 64 bytes are all there is.
const (
	actWeather   = "w"
	actSubscribe = "s"
	actLeave     = "x" // one subscription
	actLeaveAll  = "X"
	actForget    = "f"
)

// choice is what a button says.
type choice struct{ act, at, edition, key, name string }

// data writes a button's data: r|act|HHMM|edition|key|name, shortened to what fits.
func data(act, at, edition string, p Place) string {
	name := ""
	if strings.HasPrefix(p.Key, "p") {
		name = plainName(p.Name)
	}
	at = strings.ReplaceAll(at, ":", "")
	for _, parts := range [][]string{
		{Prefix, act, at, edition, p.Key, name}, {Prefix, act, at, edition, p.Key, ""}, {Prefix, act, at, "", p.Key, ""},
	} {
		if text := strings.Join(parts, "|"); len(text) <= telegram.MaxCallback {
			return text
		}
	}
	return strings.Join([]string{Prefix, act}, "|") // a key of the configuration beyond all measure
}

func parseChoice(data string) (c choice, ok bool) {
	parts := strings.Split(data, "|")
	if len(parts) == 2 {
		return choice{act: parts[1]}, parts[0] == Prefix
	}
	if len(parts) != 6 || parts[0] != Prefix {
		return c, false
	}
	c = choice{act: parts[1], at: parts[2], edition: parts[3], key: parts[4], name: parts[5]}
	if c.at != "" {
		at, rest := clock(c.at)
		if at == "" || rest != "" {
			return c, false
		}
		c.at = at
	}
	return c, true
}

// tapped answers a button: first the tap itself, so that the app stops waiting, then the work.
func (r *Readers) tapped(ctx context.Context, tap *chat.Tap) error {
	c, ok := parseChoice(tap.Data)
	if !ok || tap.Message == nil || len(r.Offers) == 0 {
		return r.Mouth.Notice(ctx, tap, "这个按钮已经没有用了。", false)
	}
	if ok, _ := r.limit.allow(tap.From.ID); !ok {
		return r.Mouth.Notice(ctx, tap, "问得太快了，请过一分钟再来。", true)
	}
	m := tap.Message
	if c.act != actWeather {
		allowed, err := r.mayManage(ctx, m, tap.From)
		if err != nil {
			return err
		}
		if !allowed {
			return r.Mouth.Notice(ctx, tap, onlyAdmins, true)
		}
	}
	if err := r.Mouth.Notice(ctx, tap, "", false); err != nil {
		return err
	}
	return r.chosen(ctx, m, c)
}

func (r *Readers) chosen(ctx context.Context, m *chat.Message, c choice) error {
	switch c.act {
	case actLeaveAll:
		return r.leave(ctx, m, func(delivery.Subscriber) bool { return true })
	case actLeave:
		return r.leave(ctx, m, func(s delivery.Subscriber) bool {
			return s.Place == c.key && (c.edition == "" || s.Edition == c.edition)
		})
	case actForget:
		return r.erase(ctx, m)
	}
	p, ok, err := r.Search.Resolve(ctx, c.key, c.name)
	if err != nil {
		return err
	}
	switch {
	case !ok:
		return r.Mouth.Say(ctx, chat.Answer(m, notUnderstood))
	case c.act == actSubscribe:
		return r.take(ctx, m, p, c.edition, c.at)
	}
	return r.tell(ctx, m, p)
}
