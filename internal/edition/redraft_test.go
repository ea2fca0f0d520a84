package edition_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
	"yubao/internal/store"
	"yubao/internal/weather"
)

var (
	zhang = newsroom.Person{ID: "zhang", Name: "张编辑", Role: newsroom.Editor}
	li    = newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}
)

// bench is a desk over a real store with a draft of the model week on it.
type bench struct {
	*edition.Editors
	store  *store.Store
	desk   *desk.Desk
	id     newsroom.DraftID
	recipe edition.Recipe
	source *weather.Forecast // what a new request to the source brings
}

type silent struct{}

func (silent) Write(context.Context, desk.Event) ([]delivery.Outgoing, error) { return nil, nil }

func (b *bench) Forecast(context.Context, weather.Place, int) (weather.Forecast, error) {
	return *b.source, nil
}

func (b *bench) Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string, first newsroom.Revision) (newsroom.Draft, error) {
	d, err := b.store.Dossier(ctx, id)
	if err != nil {
		return newsroom.Draft{}, err
	}
	return b.desk.Correct(ctx, id, by, reason, desk.Filing{Voice: d.Draft.Voice, Revision: first})
}

func newBench(t *testing.T, voice newsroom.Voice) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{DSN: filepath.Join(t.TempDir(), "desk.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r, m := week(t, "xinxiang-week-20240416")
	r.Voice = voice
	w, err := r.Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	first, err := r.Revision(w)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{store: db, desk: desk.New(desk.Config{Store: db, Writer: silent{}}), recipe: r, source: &m.Forecast}
	b.Editors = &edition.Editors{
		Drafts: db, Decisions: b.desk, Corrections: b, Source: b, Read: read,
		Recipe: func(context.Context, string) (edition.Recipe, bool) { return r, true },
	}
	draft, err := b.desk.FileDraft(t.Context(), desk.Filing{Edition: "evening", Slot: m.Now, Voice: voice, Revision: first})
	if err != nil {
		t.Fatal(err)
	}
	b.id = draft.ID
	return b
}

func (b *bench) current(t *testing.T) newsroom.Revision {
	t.Helper()
	d, err := b.store.Dossier(t.Context(), b.id)
	if err != nil {
		t.Fatal(err)
	}
	return d.Revision
}

func TestFactsChangedByHandReachEveryText(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	done, err := b.EditFacts(t.Context(), b.id, 1, zhang, "19日 多云，最高 26，最低 11\n20日 大雨")
	if err != nil {
		t.Fatal(err)
	}
	now := b.current(t)
	for _, want := range []string{"19日（周五）：多云，", "11℃～26℃", "20日（周六）：大雨"} {
		if !strings.Contains(now.Copy.Article, want) {
			t.Errorf("the article lacks %q:\n%s", want, now.Copy.Article)
		}
	}
	for name, text := range map[string]string{"headline": now.Copy.Headline, "article": now.Copy.Article, "chat": now.Copy.Chat} {
		if strings.Contains(text, "小雨") {
			t.Errorf("the %s still speaks of light rain: %s", name, text)
		}
		if !strings.Contains(text, "雨") {
			t.Errorf("the %s does not speak of the rain: %s", name, text)
		}
	}
	if now.HandMade || len(done.Findings) > 0 || done.Draft.Revision != 2 {
		t.Errorf("hand made %v, findings %v, revision %d", now.HandMade, done.Findings, done.Draft.Revision)
	}
	sheet, err := edition.SheetOf(now)
	if err != nil {
		t.Fatal(err)
	}
	if got := sheet.Days[3].Edited; !slices.Equal(got, []analysis.Element{analysis.ElementLow, analysis.ElementHigh, analysis.ElementSky}) {
		t.Errorf("the 19th is marked %v", got)
	}
	if _, err := b.EditFacts(t.Context(), b.id, 2, zhang, "21日 最低 9"); err != nil {
		t.Fatal(err)
	}
	sheet, err = edition.SheetOf(b.current(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(sheet.Days[3].Edited) != 3 || len(sheet.Days[5].Edited) != 1 {
		t.Errorf("marks after a second edit: %v and %v", sheet.Days[3].Edited, sheet.Days[5].Edited)
	}
}

func TestHandWrittenPassagesSurviveNewFacts(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	before := b.current(t).Copy.Article
	advice := strings.Split(before, "\n")
	at := slices.IndexFunc(advice, func(line string) bool { return strings.Contains(line, "紫外线强，") })
	if at < 0 {
		t.Fatalf("no advice in\n%s", before)
	}
	advice[at] = "中午前后出门请戴帽子。"
	words := edition.Words{Text: strings.Join(advice, "\n"), Whole: true}
	if _, err := b.EditWords(t.Context(), b.id, 1, zhang, words); err != nil {
		t.Fatal(err)
	}
	done, err := b.EditFacts(t.Context(), b.id, 2, zhang, "21日 西南风3级")
	if err != nil {
		t.Fatal(err)
	}
	article := b.current(t).Copy.Article
	if !strings.Contains(article, "中午前后出门请戴帽子。") || !strings.Contains(article, "21日（周日）：晴天转多云，西南风3级左右") || !b.current(t).HandMade {
		t.Errorf("after new facts:\n%s", article)
	}
	if len(done.Clashes) > 0 {
		t.Errorf("clashes %v", done.Clashes)
	}
	// A day line that was worded by hand and whose facts change stays, and is told.
	lines := strings.Split(article, "\n")
	at = slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "20日") })
	lines[at] += "（手改）"
	if _, err := b.EditWords(t.Context(), b.id, 3, zhang, edition.Words{Text: strings.Join(lines, "\n"), Whole: true}); err != nil {
		t.Fatal(err)
	}
	done, err = b.EditFacts(t.Context(), b.id, 4, zhang, "20日 西北风3级")
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Clashes) != 1 || !strings.Contains(done.Clashes[0].Machine, "西北风3级左右") || !strings.Contains(b.current(t).Copy.Article, "（手改）") {
		t.Errorf("clashes %+v in\n%s", done.Clashes, b.current(t).Copy.Article)
	}
}

func TestPlantedErrorIsFoundAndMended(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	line := "19日（周五）：阴天有小雨，东北风3级左右，气温14℃～32℃。"
	found, err := b.Proofread(t.Context(), b.id, edition.Article, strings.Replace(b.current(t).Copy.Article, "22℃。", "32℃。", 1))
	if err != nil || proof.Contradictions(found) != 1 {
		t.Fatalf("proofreading: %v %v", found, err)
	}
	done, err := b.EditWords(t.Context(), b.id, 1, zhang, edition.Words{Text: line})
	if err != nil {
		t.Fatal(err)
	}
	if done.Revision.Contradictions == 0 || !strings.Contains(b.current(t).Copy.Article, line) {
		t.Fatalf("a passage with an error: %+v\n%s", done.Findings, b.current(t).Copy.Article)
	}
	if _, err := b.desk.Sign(t.Context(), b.id, 2, li, ""); !errors.Is(err, newsroom.ErrFindings) {
		t.Errorf("signing with a contradiction: %v", err)
	}
	if _, err := b.EditWords(t.Context(), b.id, 1, zhang, edition.Words{Text: "另一段很不一样的话，谈的是别的。"}); !errors.Is(err, edition.ErrPassage) {
		t.Errorf("a passage that is like none: %v", err)
	}
	if _, err := b.EditWords(t.Context(), b.id, 2, zhang, edition.Words{Text: b.current(t).Copy.Article, Whole: true}); !errors.Is(err, edition.ErrUnchanged) {
		t.Errorf("the same text: %v", err)
	}
	if _, err := b.EditWords(t.Context(), b.id, 1, zhang, edition.Words{Text: line + "改", Reason: "迟了"}); !errors.Is(err, newsroom.ErrStale) {
		t.Errorf("an old revision: %v", err)
	}
	done, err = b.Rewrite(t.Context(), b.id, 2, zhang)
	if err != nil || done.Revision.HandMade || strings.Contains(done.Revision.Copy.Article, "32℃") {
		t.Fatalf("rewriting: %+v %v", done.Revision, err)
	}
	if _, err := b.desk.Sign(t.Context(), b.id, 3, li, ""); err != nil {
		t.Error(err)
	}
}

func TestChatTextKeepsItsBoldWordsAndIsProofed(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	plain := edition.Plain(b.current(t).Copy.Chat)
	done, err := b.EditWords(t.Context(), b.id, 1, zhang, edition.Words{Form: edition.Chat, Whole: true, Text: strings.Replace(plain, "12℃～25℃", "12℃～35℃ <i>热</i>", 1)})
	if err != nil {
		t.Fatal(err)
	}
	chat := done.Revision.Copy.Chat
	if !strings.HasPrefix(chat, "<b>新乡 4月15日16时</b>") || !strings.Contains(chat, "&lt;i&gt;") {
		t.Errorf("chat is %q", chat)
	}
	if done.Revision.Contradictions == 0 || done.Findings[0].Form != edition.Chat {
		t.Errorf("findings %+v", done.Findings)
	}
}

func TestHeadlineFollowsTheFirstLine(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	_, rest, _ := strings.Cut(b.current(t).Copy.Article, "\n")
	done, err := b.EditWords(t.Context(), b.id, 1, zhang, edition.Words{Text: "暖阳相伴宜出行　紫外线强需防晒\n" + rest, Whole: true})
	if err != nil || done.Revision.Copy.Headline != "暖阳相伴宜出行　紫外线强需防晒" {
		t.Errorf("headline %q %v", done.Revision.Copy.Headline, err)
	}
}

func TestAttestationUnlocksTheStation(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Station)
	if text := b.current(t).Copy.Article; strings.Contains(text, "气象台根据") || strings.Contains(text, "新乡市气象台") {
		t.Fatalf("the station is named before it is attested:\n%s", text)
	}
	a := newsroom.Attestation{Station: "新乡市气象台", Issued: time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)}
	done, err := b.Attest(t.Context(), b.id, 1, li, a)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(done.Revision.Copy.Article, "新乡市气象台") || done.Revision.Contradictions > 0 {
		t.Errorf("after the attestation: %+v\n%s", done.Findings, done.Revision.Copy.Article)
	}
	if _, err := b.desk.Sign(t.Context(), b.id, done.Draft.Revision, li, ""); err != nil {
		t.Error(err)
	}
}

// TestAPastedBulletinIsHeldAgainstTheDraft attests with the station's text, which has
// another low for one date: proof says so until the fact is set.
func TestAPastedBulletinIsHeldAgainstTheDraft(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Station)
	a := newsroom.Attestation{Station: "新乡市气象台", Issued: time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC), Text: `新乡市气象台2024年4月15日16时发布
今天夜里到明天：多云间晴，东北风3级，12～25℃。
19日（周五）：阴有小雨，东北风3级左右，11～22℃。
20日起天气转好，请注意早晚添衣。`}
	done, err := b.Attest(t.Context(), b.id, 1, li, a)
	if err != nil {
		t.Fatal(err)
	}
	if done.Revision.Contradictions != 1 || len(done.Findings) != 1 || done.Findings[0].Said != "10℃" || done.Findings[0].Data != "11℃" ||
		!strings.Contains(done.Findings[0].Message, "与登记的台站原文不符") {
		t.Fatalf("findings %+v", done.Findings)
	}
	if _, err := b.desk.Sign(t.Context(), b.id, done.Draft.Revision, li, ""); !errors.Is(err, newsroom.ErrFindings) {
		t.Errorf("signed in the station's name against its bulletin: %v", err)
	}
	done, err = b.EditFacts(t.Context(), b.id, done.Draft.Revision, li, "19日 最低 11")
	if err != nil || done.Revision.Contradictions > 0 {
		t.Errorf("after setting the fact: %+v %v", done.Findings, err)
	}
}

func TestAPastedBulletinThatIsWrongIsReported(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Station)
	a := newsroom.Attestation{Station: "新乡市气象台", Issued: time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC), Text: "新乡市气象台2024年4月14日16时发布\n4月16日（周三）：多云\n"}
	done, err := b.Attest(t.Context(), b.id, 1, li, a)
	if err != nil || done.Revision.Contradictions == 0 {
		t.Fatalf("%+v %v", done.Findings, err)
	}
	said := ""
	for _, f := range done.Findings {
		said += f.Message
	}
	if !strings.Contains(said, "第1行第7字：原文的发布时间是4月14日16时") || !strings.Contains(said, "第2行第1字：4月16日是周二，不是周三") {
		t.Errorf("findings %s", said)
	}
}

func TestNewForecastBeyondToleranceOpensACorrection(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	if _, err := b.desk.Sign(t.Context(), b.id, 1, li, ""); err != nil {
		t.Fatal(err)
	}
	_, m := week(t, "xinxiang-week-20240416")
	later := m.Now.Add(2 * time.Hour)
	same, err := b.Recheck(t.Context(), b.id, later, edition.DefaultTolerance)
	if err != nil || same.Reason != "" {
		t.Fatalf("the same forecast again: %q %v", same.Reason, err)
	}
	warmer := m.Forecast
	warmer.Hours, warmer.Daily = slices.Clone(warmer.Hours), nil
	for i, h := range warmer.Hours {
		hour := &warmer.Hours[i]
		for _, v := range []struct {
			from weather.Maybe[weather.Celsius]
			to   *weather.Maybe[weather.Celsius]
		}{{h.Temperature, &hour.Temperature}, {h.DewPoint, &hour.DewPoint}, {h.FeelsLike, &hour.FeelsLike}} {
			if c, ok := v.from.Get(); ok {
				*v.to = weather.Some(c + 3)
			}
		}
	}
	b.source = &warmer
	found, err := b.Recheck(t.Context(), b.id, later, edition.DefaultTolerance)
	if err != nil || !strings.Contains(found.Reason, "最高22℃→25℃") {
		t.Fatalf("a warmer forecast: %q %v", found.Reason, err)
	}
	correction, err := b.CorrectWith(t.Context(), b.id, newsroom.Person{ID: newsroom.Machine}, found)
	if err != nil || correction.Corrects != b.id || correction.Reason != found.Reason {
		t.Fatalf("correction %+v %v", correction, err)
	}
	dossier, err := b.store.Dossier(t.Context(), correction.ID)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := b.Changes(t.Context(), dossier)
	if err != nil || !slices.ContainsFunc(changes, func(c string) bool { return strings.HasPrefix(c, "19日") }) {
		t.Errorf("changes %v %v", changes, err)
	}
	if past, err := b.Recheck(t.Context(), b.id, later.AddDate(0, 0, 1), edition.DefaultTolerance); err != nil || past.Reason != "" {
		t.Errorf("after the first date began: %q %v", past.Reason, err)
	}
}
