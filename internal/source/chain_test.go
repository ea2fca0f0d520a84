package source_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/retry"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/source/metno"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

// service is a fake whose answers and errors are set by the test.
type service struct {
	id     string
	answer weather.Answer
	err    error
	calls  int
}

func (s *service) ID() string { return s.id }

func (s *service) Fetch(ctx context.Context, _ weather.Place, _ int) (weather.Answer, error) {
	s.calls++
	if err := ctx.Err(); err != nil {
		return weather.Answer{}, err
	}
	return s.answer, s.err
}

func (s *service) Forecast(ctx context.Context, p weather.Place, days int) (weather.Forecast, error) {
	a, err := s.Fetch(ctx, p, days)
	if err != nil {
		return weather.Forecast{}, err
	}
	return source.Decode(a.Body, p, a.Fetched)
}

// bench is a chain over two services with a clock.
type bench struct {
	week          scenario.Scenario
	now           time.Time
	first, second *service
	chain         *source.Chain
	seen          []source.Attempt
}

func newBench(t *testing.T, folder string) *bench {
	t.Helper()
	w, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	body, err := w.File("metno-complete.json")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{week: w, now: w.Issued}
	b.first = &service{id: openmeteo.SourceID, answer: weather.Answer{Source: openmeteo.SourceID, Fetched: w.Issued, Body: w.Forecast(), Air: w.Air()}}
	b.second = &service{id: metno.SourceID, answer: weather.Answer{Source: metno.SourceID, Fetched: w.Issued, Body: body}}
	b.chain = source.NewChain([]source.Service{b.first, b.second}, source.Settings{
		Answers: source.FileAnswers(folder), MaxAge: 12 * time.Hour,
		Now:     func() time.Time { return b.now },
		Observe: func(a source.Attempt) { b.seen = append(b.seen, a) },
	})
	return b
}

func (b *bench) steps() (steps []string) {
	for _, a := range b.seen {
		step := a.Source + " " + string(a.Step)
		if a.Err != nil {
			step += " failed"
		}
		steps = append(steps, step)
	}
	return steps
}

func TestTheFirstServiceThatHasAForecastIsUsed(t *testing.T) {
	t.Parallel()
	b := newBench(t, t.TempDir())
	f, err := b.chain.Forecast(t.Context(), b.week.Place, 6)
	if err != nil || f.Source.ID != openmeteo.SourceID || len(f.Air) == 0 || f.LastGood || b.second.calls != 0 {
		t.Errorf("%s, air %d, second asked %d times: %v", f.Source.ID, len(f.Air), b.second.calls, err)
	}
	b.first.err = errors.New("down")
	f, err = b.chain.Forecast(t.Context(), b.week.Place, 6)
	if err != nil || f.Source.ID != metno.SourceID {
		t.Errorf("%s: %v", f.Source.ID, err)
	}
	want := []string{"openmeteo fetch", "openmeteo air", "openmeteo save", "openmeteo fetch failed", "metno fetch", "metno save"}
	if got := b.steps(); !slices.Equal(got, want) {
		t.Errorf("steps %q", got)
	}
}

func TestTheLastGoodAnswerSaysThatItIsOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, t.TempDir())
	if _, err := b.chain.Forecast(t.Context(), b.week.Place, 6); err != nil {
		t.Fatal(err)
	}
	b.first.err, b.second.err = errors.New("down"), errors.New("down too")
	b.now = b.now.Add(11 * time.Hour)
	f, err := b.chain.Forecast(t.Context(), b.week.Place, 6)
	if err != nil {
		t.Fatal(err)
	}
	if !f.LastGood || !f.Fetched.Equal(b.week.Issued) || len(f.Air) == 0 || f.Source.Credit != "Open-Meteo 数值预报（CC BY 4.0），4月15日16时的资料" {
		t.Errorf("last good %v, fetched %s, credit %s", f.LastGood, f.Fetched, f.Source.Credit)
	}
	b.now = b.now.Add(2 * time.Hour)
	_, err = b.chain.Forecast(t.Context(), b.week.Place, 6)
	for _, want := range []string{"no forecast for xinxiang", "openmeteo: down", "metno: down too", "13h0m0s old, more than 12h0m0s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

func TestAnAnswerThatCannotBeReadIsNoneAndNotKept(t *testing.T) {
	t.Parallel()
	b := newBench(t, t.TempDir())
	b.first.answer.Body = []byte("<html>")
	f, err := b.chain.Forecast(t.Context(), b.week.Place, 6)
	if err != nil || f.Source.ID != metno.SourceID || slices.Contains(b.steps(), "openmeteo save") {
		t.Errorf("%s, %v, %q", f.Source.ID, err, b.steps())
	}
	b.second.err = errors.New("down")
	if f, err = b.chain.Forecast(t.Context(), b.week.Place, 6); err != nil || f.Source.ID != metno.SourceID || !f.LastGood {
		t.Errorf("%s, last good %v, %v", f.Source.ID, f.LastGood, err)
	}
}

func TestAServiceIsLeftAloneAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	b := newBench(t, t.TempDir())
	b.first.err = retry.After(time.Hour, retry.ScopeChannel, errors.New("quota"))
	for range 5 {
		if _, err := b.chain.Forecast(t.Context(), b.week.Place, 6); err != nil {
			t.Fatal(err)
		}
	}
	if b.first.calls != 1 || b.second.calls != 5 {
		t.Errorf("asked %d and %d times", b.first.calls, b.second.calls)
	}
	b.now, b.first.err = b.now.Add(61*time.Minute), nil
	if f, err := b.chain.Forecast(t.Context(), b.week.Place, 6); err != nil || f.Source.ID != openmeteo.SourceID {
		t.Errorf("%s: %v", f.Source.ID, err)
	}
}

func TestTheErrorAsksForTheMostHopeful(t *testing.T) {
	t.Parallel()
	gone := retry.Permanent(retry.ScopeTarget, errors.New("no data"))
	hour := retry.After(time.Hour, retry.ScopeTarget, errors.New("quota"))
	minute := retry.After(time.Minute, retry.ScopeTarget, errors.New("quota"))
	for _, c := range []struct {
		a, b error
		want retry.Consequence
		wait time.Duration
	}{
		{gone, gone, retry.GiveUp, 0},
		{gone, hour, retry.Wait, time.Hour},
		{hour, minute, retry.Wait, time.Minute},
		{hour, errors.New("reset"), retry.Again, 0},
		{errors.New("reset"), gone, retry.Again, 0},
	} {
		b := newBench(t, t.TempDir())
		b.first.err, b.second.err = c.a, c.b
		_, err := b.chain.Forecast(t.Context(), b.week.Place, 6)
		if got, _, wait := retry.Of(err); got != c.want || wait != c.wait {
			t.Errorf("%v and %v ask for %v %s", c.a, c.b, got, wait)
		}
	}
}

func TestACallerWhoLeftGetsNoOldAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t, t.TempDir())
	if _, err := b.chain.Forecast(t.Context(), b.week.Place, 6); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.chain.Forecast(ctx, b.week.Place, 6); !errors.Is(err, context.Canceled) || b.second.calls != 0 {
		t.Errorf("%v, second asked %d times", err, b.second.calls)
	}
}

func TestDamagedAnswersOnDiskAreToldApartFromNone(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "answers")
	b := newBench(t, folder)
	b.first.err, b.second.err = errors.New("down"), errors.New("down")
	if _, err := b.chain.Forecast(t.Context(), b.week.Place, 6); err == nil || !strings.Contains(err.Error(), "no last good answer") {
		t.Errorf("error %v", err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "xinxiang.openmeteo.json.gz"), []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := b.chain.Forecast(t.Context(), b.week.Place, 6); err == nil || !strings.Contains(err.Error(), "load answer xinxiang.openmeteo") {
		t.Errorf("error %v", err)
	}
}

func TestKeysAreSafeFileNames(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a")
	answers := source.FileAnswers(folder)
	const key = "../35.3/113.9:新乡"
	want := weather.Answer{Source: "openmeteo", Fetched: time.Unix(1713168000, 0).UTC(), Body: []byte("{}")}
	if err := answers.Save(t.Context(), key, want); err != nil {
		t.Fatal(err)
	}
	got, err := answers.Load(t.Context(), key)
	if err != nil || string(got.Body) != "{}" || !got.Fetched.Equal(want.Fetched) {
		t.Errorf("%+v, %v", got, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}
