package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"yubao/internal/chat/editors"
	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/weather"
	"yubao/internal/wording"
)

// Office is the newsroom's side of a store, for commands: it files and decides, and
// leaves the sending to a running daemon. Close it.
type Office struct {
	Config  *config.Config
	Store   *store.Store
	Desk    *desk.Desk
	Editors *edition.Editors

	generation *generation
}

// OpenOffice opens the store that a configuration names.
func OpenOffice(ctx context.Context, path string, log io.Writer) (*Office, error) {
	c, problems := config.Load(path)
	a, bad := construct(c, io.Discard, time.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		return nil, &ConfigError{config.Sort(problems)}
	}
	st, err := store.Open(ctx, store.Config{DSN: storeOf(c)})
	if err != nil {
		return nil, err
	}
	if err := furnish(ctx, c, &a, st, time.Now); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	quiet := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b := base{store: st, log: quiet, screen: io.Discard, now: time.Now, metrics: newMetrics(st, time.Now)}
	g, err := newGeneration(c, a, b, false)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	g.wordsChanged(ctx, taken(g.changes), nil)
	return &Office{Config: c, Store: st, Desk: g.desk, Editors: g.editors, generation: g}, nil
}

// taken are the changes that a command has brought about by looking: a daemon that looks
// after it finds nothing new to tell. Faults it finds itself.
func taken(changes []wording.Change) []wording.Change {
	return slices.DeleteFunc(slices.Clone(changes), func(c wording.Change) bool {
		return c.Kind != wording.Adopted && c.Kind != wording.Promoted
	})
}

// Close closes the store.
func (o *Office) Close() error { return o.Store.Close() }

// Send makes an edition now and puts it on its normal way.
func (o *Office) Send(ctx context.Context, id string, saved Saved, now time.Time) (newsroom.DraftID, error) {
	maker, ok := o.generation.maker(ctx, id)
	if !ok {
		return 0, &UnknownEdition{Name: id, Known: sortedKeys(o.Config.Editions)}
	}
	if saved.Forecast != "" {
		copied := *maker
		copied.Source = savedSource{saved, now}
		maker = &copied
	}
	return maker.Make(ctx, edition.Order{Slot: now, Now: now})
}

// SendPaper makes an edition of a station's bulletin now and puts it on its normal way,
// attested by whoever sends it. Beside the errors of Send it is a *station.TextError or
// station.Faults.
func (o *Office) SendPaper(ctx context.Context, id string, paper Paper, by newsroom.Person, now time.Time) (newsroom.DraftID, error) {
	maker, ok := o.generation.maker(ctx, id)
	if !ok {
		return 0, &UnknownEdition{Name: id, Known: sortedKeys(o.Config.Editions)}
	}
	in, err := paper.official()
	if err != nil {
		return 0, err
	}
	return maker.Relay(ctx, edition.Order{Slot: now, Now: now, By: by}, in)
}

// Told are what the newsroom must know of the bulletin that a draft was made from.
func (o *Office) Told(ctx context.Context, id newsroom.DraftID) ([]string, error) {
	dossier, err := o.Store.Dossier(ctx, id)
	if err != nil {
		return nil, err
	}
	sheet, err := edition.SheetOf(dossier.Revision)
	return sheet.Told(), err
}

// make makes an edition now.
func (g *generation) make(ctx context.Context, id string, order edition.Order) (newsroom.DraftID, error) {
	maker, ok := g.maker(ctx, id)
	if !ok {
		return 0, &UnknownEdition{Name: id, Known: sortedKeys(g.makers)}
	}
	order.Now = g.office.now()
	return maker.Make(ctx, order)
}

// savedSource answers from files.
type savedSource struct {
	saved Saved
	now   time.Time
}

// Forecast reads the saved answer.
func (s savedSource) Forecast(_ context.Context, place weather.Place, _ int) (weather.Forecast, error) {
	return s.saved.read(place, s.now)
}

// Person is who decides: somebody of the desk by key, or an *UnknownPerson; without a key
// whoever is logged in, who may do what a chief may: he has the database.
func (o *Office) Person(key, login string) (newsroom.Person, error) {
	if key == "" {
		return newsroom.Person{ID: "cli:" + login, Name: login, Role: newsroom.Chief}, nil
	}
	p, ok := o.Config.Members()[key]
	if !ok {
		return p, &UnknownPerson{key, sortedKeys(o.Config.People)}
	}
	return p, nil
}

// Title is how people call an edition.
func (o *Office) Title(edition string) string { return o.generation.office.messages.title(edition) }

// Zone is the default zone, in which times are shown that belong to no place.
func (o *Office) Zone() *time.Location { return o.Config.Zone("") }

// Clock is a moment in the zone of an edition's place: 4月15日16时.
func (o *Office) Clock(edition string, t time.Time) string {
	zone := o.Zone()
	if e := o.Config.Editions[edition]; e != nil {
		zone = o.Config.Zone(e.Place.Value)
	}
	return slotWords(t, zone)
}

// StateWord names a draft's state for people.
func StateWord(s newsroom.State) string { return editors.StateWords[s] }

// DeliveryWord names a delivery's state for people.
func DeliveryWord(s delivery.State) string { return deliveryWords[s] }

// OccasionWord names what a delivery is about for people.
func OccasionWord(on delivery.Occasion) string {
	kind, _, _ := strings.Cut(string(on), ":")
	if word := occasionWords[delivery.Occasion(kind)]; word != "" {
		return word
	}
	return "通知"
}

var occasionWords = map[delivery.Occasion]string{
	delivery.OnFiled: "送审卡片", delivery.OnDecided: "签发结果", delivery.OnClosed: "撤稿结果", delivery.OnReplaced: "更正结果",
	delivery.OnReminder: "催签", delivery.OnDeadline: "截稿说明", delivery.OnBulletin: "稿件", delivery.OnCorrection: "更正",
	delivery.OnWithdrawal: "撤稿通知",
}

// ActWord names an act of the desk for people.
func ActWord(a newsroom.Act) string { return actWords[a] }

var actWords = map[newsroom.Act]string{
	newsroom.ActFile: "送审", newsroom.ActEdit: "改稿", newsroom.ActFacts: "改数据", newsroom.ActAttest: "存证",
	newsroom.ActSign: "签发", newsroom.ActSpike: "毙稿", newsroom.ActCorrect: "更正", newsroom.ActWithdraw: "撤稿",
	newsroom.ActRemind: "催签", newsroom.ActHold: "扣下",
}
