package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yubao/internal/chat/chattest"
	"yubao/internal/config"
	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// talk is a newsroom on the stage: everything is the daemon's own but the clock, the
// source, and the queue, whose work is done after each line.
type talk struct {
	*chattest.Stage
	g     *generation
	store *store.Store
	send  *courier.Courier
	sky   *sky
	id    newsroom.DraftID // of the edition filed last
}

// talkConfig is the newsroom of transcripts; filled in are the address of the stand-in,
// further settings of the bot, the address of its robot for WeCom, and further newsrooms
// and settings of the edition.
const talkConfig = `desk: {listen: ""}
telegram: {token: "1:x", api: %q, rate: 30%s}
places:
  xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}
people:
  zhang: {name: 张编辑, role: editor, telegram: 1001}
  li: {name: 李主任, role: chief, telegram: 2001}
  wang: {name: 王主任, role: chief, telegram: 2002}
channels:
  newsroom: {telegram: {chat: "-1001"}}
  readers: {telegram: {chat: "-1002"}}
  wall: {console: {}}
  group: {wecom: {webhook: %q}}
editions:
  evening:
    title: 新乡晚报
    place: xinxiang
    draft_to: [newsroom%s]
    publish_to: [readers, wall]
    subscribers: true
    audience: public
    own_forecast_permitted: 测试
%s`

// sky is a source whose forecast can change.
type sky struct {
	week   scenario.Scenario
	warmer atomic.Int64 // by how many degrees the 19th is
	away   atomic.Bool
	asked  atomic.Int64
	now    func() time.Time
}

var errAway = errors.New("the source is away")

// Forecast answers as Open-Meteo does.
func (s *sky) Forecast(_ context.Context, place weather.Place, _ int) (weather.Forecast, error) {
	s.asked.Add(1)
	if s.away.Load() {
		return weather.Forecast{}, errAway
	}
	var body map[string]json.RawMessage
	var hourly map[string][]any
	if err := errors.Join(json.Unmarshal(s.week.Forecast(), &body), json.Unmarshal(body["hourly"], &hourly)); err != nil {
		return weather.Forecast{}, err
	}
	for i, at := range hourly["time"] {
		at, _ := at.(string)
		if t, ok := hourly["temperature_2m"][i].(float64); ok && strings.HasPrefix(at, "2024-04-19T") {
			hourly["temperature_2m"][i] = t + float64(s.warmer.Load())
		}
	}
	var daily map[string][]any
	if err := json.Unmarshal(body["daily"], &daily); err != nil {
		return weather.Forecast{}, err
	}
	for i, date := range daily["time"] {
		for _, key := range []string{"temperature_2m_min", "temperature_2m_max"} {
			if t, ok := daily[key][i].(float64); ok && date == "2024-04-19" {
				daily[key][i] = t + float64(s.warmer.Load())
			}
		}
	}
	var err error
	if body["hourly"], err = json.Marshal(hourly); err == nil {
		body["daily"], err = json.Marshal(daily)
	}
	if err != nil {
		return weather.Forecast{}, err
	}
	whole, err := json.Marshal(body)
	if err != nil {
		return weather.Forecast{}, err
	}
	f, _, err := source.Read(weather.Answer{Fetched: s.now(), Body: whole, Air: s.week.Air()}, place)
	return f, err
}

// unpaced is a channel without limits on its pace: on the stage time stands still.
type unpaced struct {
	delivery.Channel
	delivery.Editor
}

func (c unpaced) Limits() delivery.Limits {
	limits := c.Channel.Limits()
	limits.Rates = nil
	return limits
}

// openTalk opens a newsroom at the hour of the model week. bot and more are settings of
// the bot and of the edition, newsrooms the channels to which drafts go besides.
func openTalk(t *testing.T, bot, newsrooms, more string) *talk {
	t.Helper()
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	stage := chattest.NewStage(t, week.Issued)
	stage.Brief = true
	text := fmt.Appendf(nil, talkConfig, stage.Address, bot, stage.Address+"/cgi-bin/webhook/send?key=k", newsrooms, more)
	c, problems := config.Parse(filepath.Join(t.TempDir(), "config.yaml"), text, os.LookupEnv)
	a, bad := assemble(c, t.Output(), stage.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		t.Fatal(problems)
	}
	st, err := store.Open(t.Context(), store.Config{DSN: storeOf(c), Alone: true, Now: stage.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	g, err := newGeneration(c, a, base{store: st, log: log, screen: t.Output(), now: stage.Now, metrics: newMetrics(st, stage.Now)}, true)
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{Stage: stage, g: g, store: st, sky: &sky{week: week, now: stage.Now}}
	g.editors.Source = k.sky
	g.makers["evening"].Source = k.sky
	handler := g.bot.loop.Handler.(*switchboard)
	handler.editors.Mouth.Pace = nil
	stage.Handler = handler
	channels := map[string]delivery.Channel{}
	for name, ch := range a.channels {
		editor, _ := ch.(delivery.Editor)
		channels[name] = unpaced{ch, editor}
	}
	k.send = courier.New(courier.Config{Channels: channels, Readers: st, Now: stage.Now, Log: log})
	stage.After = k.deliver
	stage.Events = map[string]func(*testing.T){
		"出稿":         k.make,
		"19日暖4度的新资料": func(t *testing.T) { k.sky.warmer.Store(4); k.recheck(t) },
		"19日暖1度的新资料": func(t *testing.T) { k.sky.warmer.Store(1); k.recheck(t) },
		"再看一次资料":     k.recheck,
		"看钟": func(t *testing.T) {
			if _, err := k.g.desk.Tick(t.Context()); err != nil {
				t.Error(err)
			}
		},
	}
	return k
}

func (k *talk) make(t *testing.T) {
	var err error
	if k.id, err = k.g.make(t.Context(), "evening", edition.Order{Slot: k.Now()}); err != nil {
		t.Fatal(err)
	}
}

func (k *talk) recheck(t *testing.T) {
	if err := k.g.recheck(t.Context(), "evening"); err != nil {
		t.Error(err)
	}
}

// deliver sends what is due, as the queue would.
func (k *talk) deliver(t *testing.T) {
	t.Helper()
	for {
		pending, err := k.store.Outbox(t.Context(), delivery.Pending, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		due := slices.IndexFunc(pending, func(d delivery.Delivery) bool { return !d.Due.After(k.Now()) })
		if due < 0 {
			return
		}
		d := pending[due]
		slice := delivery.Slice{ID: d.Slice, Channel: d.Target.Channel, Priority: delivery.PriorityDesk}
		if _, _, err := k.send.Work(t.Context(), slice, paper{k.store, d.Slice}); err != nil {
			t.Fatal(err)
		}
	}
}

// paper is the ledger as one slice of work sees it, without a queue.
type paper struct {
	store *store.Store
	slice int64
}

// Rows returns the slice's rows.
func (p paper) Rows(ctx context.Context) ([]delivery.Delivery, error) {
	return p.store.Slice(ctx, p.slice)
}

// Commit carries out a step.
func (p paper) Commit(ctx context.Context, step courier.Step) (claimed []delivery.ID, err error) {
	err = p.store.Tx(ctx, func(tx *sql.Tx) error {
		if err := p.store.RecordTx(ctx, tx, step.Results); err != nil {
			return err
		}
		claimed, err = p.store.ClaimTx(ctx, tx, step.Claim, step.Now)
		return err
	})
	return claimed, err
}

// TestDeskTalk plays the desk's acts in the chat. Each transcript is the whole way:
// update, handler, desk, ledger, courier, and what the service was told in the end.
func TestDeskTalk(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, bot, edition string }{
		{"correction-by-editor", "", ""},
		{"correction-by-forecast", "", ""},
		{"withdraw", "", ""},
		{"spike-and-rewrite", "", ""},
		{"facts", "", ""},
		{"station", "", "    voice: station\n"},
		{"admins", ", group_admins_sign: true", ""},
		{"taps", "", ""},
		{"deadline", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			k := openTalk(t, tt.bot, "", tt.edition)
			k.Play(t, filepath.Join("testdata", "desk", tt.file+".txt"))
		})
	}
}
