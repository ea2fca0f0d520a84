package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"yubao/internal/channel/telegram"
	"yubao/internal/chat"
	"yubao/internal/chat/editors"
	"yubao/internal/chat/readers"
	"yubao/internal/config"
	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/schedule"
	"yubao/internal/source/openmeteo"
)

// botChannel is the channel by which the bot's readers are reached. It is there by
// itself when there is a bot, unless the configuration has one of that name.
const botChannel = "telegram"

// bot is the Telegram bot of a generation.
type bot struct {
	loop    *chat.Loop
	profile *chat.Profile
	planner *readers.Planner
}

// newBot wires the bot, nil where there is none.
func newBot(g *generation, a assembly, b base, owner string) (*bot, error) {
	client := a.parts.telegram
	if client == nil || g.courier == nil {
		return nil, nil
	}
	mouth := &chat.Mouth{API: client, Pace: pace(g.courier), Limits: a.channels[botChannel].Limits(), Now: b.now}
	profile := &chat.Profile{API: client, Menu: readers.Menu(), Log: b.log}
	texts := newBulletins(g, b)
	offers, rounds, err := offers(g.config, b.now())
	if err != nil {
		return nil, err
	}
	search, err := newSearch(g.config, a.parts)
	if err != nil {
		return nil, err
	}
	handler := &switchboard{
		editors: editors.New(editors.Config{
			Mouth: mouth, Desk: g.desk, Pen: g.editors, Drafts: b.store, People: peopleOf(g.config), Bot: client.ID(),
			Newsrooms: newsrooms(g.config, a.channels), AdminsSign: g.config.Telegram.Admin,
			Zone: g.config.ZoneOf, Now: b.now,
		}),
		readers: readers.New(readers.Config{
			Mouth: mouth, Store: b.store, Search: search, Bulletins: texts, Offers: offers,
			Channels: botChannels(a.channels), Insider: insiders(g.config, a.channels), Username: profile.Username, Now: b.now, Pseudonym: pseudonym,
		}),
	}
	return &bot{
		profile: profile,
		loop: chat.New(chat.Config{
			API: client, Bot: client.Name(), Inbox: b.store, Lease: b.store, Owner: owner, Handler: handler,
			Alert: g.office.alarm, Now: b.now, Log: b.log,
		}),
		planner: &readers.Planner{
			Store: b.store, Bulletins: texts, Rounds: rounds, Due: dueFor, Now: b.now, Log: b.log,
			Limits: func(channel string) (delivery.Limits, bool) {
				ch, ok := a.channels[channel]
				if !ok {
					return delivery.Limits{}, false
				}
				return ch.Limits(), true
			},
		},
	}, nil
}

// run works until ctx ends.
func (b *bot) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return b.profile.Run(ctx) })
	group.Go(func() error { return b.planner.Run(ctx) })
	group.Go(func() error { return b.loop.Run(ctx) })
	return group.Wait()
}

// switchboard hands an update to the desk or to the readers' side.
type switchboard struct {
	editors *editors.Editors
	readers *readers.Readers
}

// Handle answers an update.
func (s *switchboard) Handle(ctx context.Context, u chat.Update) error {
	if s.editors.Wants(u) {
		return s.editors.Handle(ctx, u)
	}
	return s.readers.Handle(ctx, u)
}

// pace lets answers wait for their place among the deliveries of the bot.
func pace(c *courier.Courier) chat.Pace {
	return func(ctx context.Context, target delivery.Target, do func(context.Context) error) error {
		return c.Do(ctx, botChannel, target, do)
	}
}

// addBotChannel adds the channel by which readers are reached.
func addBotChannel(p parts, channels map[string]delivery.Channel) {
	if p.telegram == nil || channels[botChannel] != nil {
		return
	}
	if made, err := newTelegram(telegram.Config{}, p); err == nil { // the empty section is in order
		channels[botChannel] = made
	}
}

// botChannels are the bot's channels; the one that new readers get is the first.
func botChannels(channels map[string]delivery.Channel) []string {
	out := []string{botChannel}
	for _, name := range sortedKeys(channels) {
		if _, ok := channels[name].(*telegram.Channel); ok && name != botChannel {
			out = append(out, name)
		}
	}
	return out
}

// newsrooms are the chats to which drafts go.
func newsrooms(c *config.Config, channels map[string]delivery.Channel) []int64 {
	var out []int64
	for _, id := range sortedKeys(c.Editions) {
		for _, name := range c.Editions[id].DraftTo.Values() {
			ch, ok := channels[name].(*telegram.Channel)
			if !ok {
				continue
			}
			if number, err := strconv.ParseInt(ch.Chat(), 10, 64); err == nil && !slices.Contains(out, number) {
				out = append(out, number)
			}
		}
	}
	return out
}

// insiders are the desk's people and the chats that the configuration names.
func insiders(c *config.Config, channels map[string]delivery.Channel) func(id int64) bool {
	known := map[int64]bool{}
	for _, p := range c.People {
		known[p.Telegram] = p.Telegram != 0
	}
	for _, ch := range channels {
		if ch, ok := ch.(*telegram.Channel); ok {
			if id, err := strconv.ParseInt(ch.Chat(), 10, 64); err == nil {
				known[id] = true
			}
		}
	}
	return func(id int64) bool { return known[id] }
}

// peopleOf are the people of the desk, in order of their keys.
func peopleOf(c *config.Config) []newsroom.Person {
	members := c.Members()
	var out []newsroom.Person
	for _, id := range sortedKeys(members) {
		out = append(out, members[id])
	}
	return out
}

// offers are the editions that readers may subscribe to, and those of them that are made
// for readers' own places.
func offers(c *config.Config, now time.Time) (out []readers.Offer, rounds []readers.Rounds, err error) {
	for _, id := range sortedKeys(c.Editions) {
		e := c.Editions[id]
		if !e.Subscribers {
			continue
		}
		o := readers.Offer{Edition: id, Title: e.Title, Place: c.PlaceOf(e.Place.Value), OwnPlaces: mayServeOwnPlaces(e), Closed: e.Audience != "public"}
		if o.Title == "" {
			o.Title = id
		}
		round := readers.Rounds{Edition: id, Title: o.Title, Zone: o.Place.Zone}
		if e.Cron.Value != "" {
			when, err := schedule.Parse(e.Cron.Value, o.Place.Zone)
			if err != nil {
				return nil, nil, fmt.Errorf("edition %s: %w", id, err)
			}
			o.When, round.When = dailyWords(when, now, o.Place.Zone), &when
		}
		if out = append(out, o); o.OwnPlaces {
			rounds = append(rounds, round)
		}
	}
	return out, rounds, nil
}

// mayServeOwnPlaces: no editor sees these bulletins and no station attests them, so they
// speak as model data, to those who may get that.
func mayServeOwnPlaces(e *config.Edition) bool {
	return e.Voice == string(newsroom.Model) && (e.Audience == "closed" || strings.TrimSpace(e.Permitted) != "")
}

// dailyWords says when an edition comes that comes once a day.
func dailyWords(s schedule.Schedule, now time.Time, zone *time.Location) string {
	first := s.Next(now)
	if first.IsZero() || s.Next(first).Sub(first) != 24*time.Hour {
		return ""
	}
	return "每天" + first.In(zone).Format("15:04") + "出稿"
}

// newSearch finds places for readers.
func newSearch(c *config.Config, p parts) (*readers.Search, error) {
	s := &readers.Search{}
	for _, id := range sortedKeys(c.Places) {
		s.Known = append(s.Known, c.PlaceOf(id))
	}
	service, err := openmeteo.New(openmeteoSettings(c), p.remote)
	if err != nil {
		return nil, fmt.Errorf("geocoder: %w", err)
	}
	s.Geocoder = geocoder{service}
	return s, nil
}

// geocoder is the service of Open-Meteo as the readers' search sees it.
type geocoder struct{ service *openmeteo.Source }

// Find returns the places of that name, in China where any is.
func (g geocoder) Find(ctx context.Context, name string) ([]readers.Place, error) {
	found, err := g.service.Find(ctx, name)
	if err != nil {
		return nil, err
	}
	var out, abroad []readers.Place
	for _, f := range found {
		p := readers.At(f.Latitude, f.Longitude, f.Name)
		p.Full = strings.Join(append(slices.Clone(f.Admin), f.Name), "")
		if p.Zone = f.Zone; chinese(f) {
			p.Zone = "" // what is printed in China is in its one time, also in Urumqi
			out = append(out, p)
		} else {
			abroad = append(abroad, p)
		}
	}
	if len(out) == 0 {
		return abroad, nil
	}
	return out, nil
}

func chinese(f openmeteo.Found) bool {
	return f.Country == "" || strings.Contains(f.Country, "中国") || strings.Contains(f.Country, "China")
}

// pseudonym is the name under which a forgotten reader stays in the ledger.
func pseudonym() string {
	raw := make([]byte, 8)
	_, _ = rand.Read(raw) // never fails
	return "forgotten-" + hex.EncodeToString(raw)
}

// newOwner names this process among those that share a store.
func newOwner(now time.Time) string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%.40s_%d_%d", host, os.Getpid(), now.UnixNano())
}

// alarm tells the newsroom that the bot needs an operator.
func (o *office) alarm(ctx context.Context, text string) {
	key := "bot:" + o.now().UTC().Format("2006-01-02T15")
	for _, id := range sortedKeys(o.config.Editions) {
		if err := o.tell(ctx, id, key, "机器人", text); err != nil {
			o.log.ErrorContext(ctx, "newsroom not told of the bot", "err", err)
		}
	}
}
