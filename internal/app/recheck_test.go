package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/scenario"
	"yubao/internal/store"
)

const recheckConfig = `desk: {listen: ""}
places:
  xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}
people:
  li: {name: 李主任, role: chief}
channels:
  here: {console: {}}
editions:
  evening:
    place: xinxiang
    draft_to: [here]
    publish_to: [here]
    correction: {%s}
`

func TestPublishedEditionsAreComparedWithNewForecasts(t *testing.T) {
	t.Parallel()
	// Published at 16:00 on the 15th; the 19th gets warmer by 4 degrees at 17:30; the source
	// is away from 19:30 to 20:30; the first printed date begins at midnight.
	tests := []struct {
		name, settings string
		asked          int
		corrected      string // when, "" for never
	}{
		{"hourly by default, until the first printed date begins", "", 1 + 7, "18:00"},
		{"as often as the configuration says", "every: 30m", 1 + 15, "17:30"},
		{"never where it says so", "every: 0s", 1, ""},
		{"what is within the tolerance is left", "degrees: 5", 1 + 7, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { compared(t, tt.settings, tt.asked, tt.corrected) })
		})
	}
}

func compared(t *testing.T, settings string, asked int, corrected string) {
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Until(week.Issued))
	c, problems := config.Parse(filepath.Join(t.TempDir(), "config.yaml"), fmt.Appendf(nil, recheckConfig, settings), os.LookupEnv)
	a, bad := assemble(c, t.Output(), time.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		t.Fatal(problems)
	}
	st, err := store.Open(t.Context(), store.Config{DSN: storeOf(c), Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	g, err := newGeneration(c, a, base{store: st, log: log, screen: t.Output(), now: time.Now, metrics: newMetrics(st, time.Now)}, true)
	if err != nil {
		t.Fatal(err)
	}
	sky := &sky{week: week, now: time.Now}
	g.editors.Source, g.makers["evening"].Source = sky, sky
	id, err := g.make(t.Context(), "evening", edition.Order{Slot: week.Issued})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.desk.Sign(t.Context(), id, 1, g.config.Members()["li"], ""); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- g.watchForecasts(ctx) }()

	time.Sleep(90*time.Minute - time.Second)
	sky.warmer.Store(4)
	time.Sleep(2 * time.Hour)
	sky.away.Store(true)
	time.Sleep(time.Hour)
	sky.away.Store(false)
	time.Sleep(12 * time.Hour)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	drafts, err := st.Filed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := int(sky.asked.Load()); got != asked {
		t.Errorf("the source was asked %d times, want %d", got, asked)
	}
	if corrected == "" {
		if len(drafts) > 0 {
			t.Errorf("corrections nobody asked for: %+v", drafts)
		}
		return
	}
	if len(drafts) != 1 || drafts[0].Corrects != id || !strings.Contains(drafts[0].Reason, "19日最低10℃→14℃") {
		t.Fatalf("drafts %+v, want one correction", drafts)
	}
	correction := drafts[0]
	if at := correction.Filed.In(week.Place.Zone).Format("15:04"); at != corrected {
		t.Errorf("opened at %s, want %s", at, corrected)
	}
	record, err := st.Decisions(t.Context(), correction.ID)
	if err != nil || len(record) != 1 || record[0].Person != newsroom.Machine || record[0].Act != newsroom.ActCorrect {
		t.Errorf("record %+v, %v", record, err)
	}
}

func TestToleranceOfTheConfigurationIsThatOfTheDesk(t *testing.T) {
	t.Parallel()
	var e config.Edition
	e.Default()
	if got := toleranceOf(e.Correction); got != edition.DefaultTolerance {
		t.Errorf("by default %+v, want %+v", got, edition.DefaultTolerance)
	}
}
