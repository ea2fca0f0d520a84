package app

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/channel/wecom"
	"yubao/internal/config"
	"yubao/internal/source"
	"yubao/internal/wording"
)

// wordsDesk is what the template page works on: the shelf of a generation, with
// previews in the newsroom's editions.
type wordsDesk struct {
	*wording.Shelf
	generation *generation
}

// Refresh looks at the folder and the store before the page shows them, and tells the
// newsroom what it finds.
func (w wordsDesk) Refresh(ctx context.Context) {
	changes, err := w.Shelf.Refresh(ctx)
	w.generation.wordsChanged(ctx, changes, err)
}

// Groups of choices.
const (
	groupLast  = "最近的预报"
	groupScene = "构造的天气"
	groupHard  = "难写的天气"
)

// Choices lists what a draft can be looked at with.
func (w wordsDesk) Choices() []wording.Choice {
	var out []wording.Choice
	titles := map[string]bool{}
	for _, s := range scenes() {
		out = append(out, wording.Choice{Key: "scene:" + s.Name, Title: s.Title, Group: groupScene})
		titles[s.Title] = true
	}
	c := w.generation.config
	for _, id := range sortedKeys(c.Editions) {
		place := c.Places[c.Editions[id].Place.Value]
		out = append(out, wording.Choice{Key: "last:" + id, Title: w.generation.office.messages.title(id) + "（" + place.Name + "）", Group: groupLast})
	}
	for _, name := range w.WeekNames() {
		if !titles[name] {
			out = append(out, wording.Choice{Key: "hard:" + name, Title: name, Group: groupHard})
		}
	}
	return out
}

// Preview shows a draft of a file as readers would see it.
func (w wordsDesk) Preview(ctx context.Context, name, text, key string) wording.Preview {
	words, ok := w.With(name, text)
	if !ok {
		return wording.Preview{Problem: "先改好标出的错误，才看得到样子。"}
	}
	id := w.editionFor(name, key)
	data, err := w.data(ctx, words, id, key)
	if err != nil {
		return wording.Preview{Problem: "看不到样子：" + err.Error() + "。"}
	}
	return wording.Preview{Panes: w.panes(ctx, words, name, id, data)}
}

// editionFor is the edition whose texts are shown: the one chosen, else the first that
// uses the template, else the first.
func (w wordsDesk) editionFor(name, key string) string {
	editions := w.generation.config.Editions
	if id, ok := strings.CutPrefix(key, "last:"); ok && editions[id] != nil {
		return id
	}
	ids := sortedKeys(editions)
	for _, id := range ids {
		if slices.Contains(names(editions[id]), name) {
			return id
		}
	}
	return ids[0]
}

// names are the templates of an edition: article, chat, push, broadcast.
func names(e *config.Edition) (out []string) {
	for _, r := range roles(e) {
		out = append(out, r.template.Value)
	}
	return out
}

// What keeps a preview from being made, as the page shows it.
var (
	errNoWeek = errors.New("没有这样一周")
	errNoLast = errors.New("这一期还没有取到过资料")
)

// data is what templates see of the chosen week.
func (w wordsDesk) data(ctx context.Context, words wording.Words, id, key string) (map[string]any, error) {
	r, problems := recipe(w.generation.config, id, words)
	if len(problems) > 0 {
		return nil, errors.New(problems[0].Message)
	}
	kind, which, _ := strings.Cut(key, ":")
	switch kind {
	case "scene":
		for _, s := range scenes() {
			if s.Name == which {
				return told(s.forecast, words, r.House, s.request()), nil
			}
		}
	case "last":
		chain := source.NewChain(w.generation.services, source.Settings{
			Answers: answersOf(w.generation.config), MaxAge: math.MaxInt64, Now: w.generation.office.now,
		})
		f, err := chain.Last(ctx, r.Place)
		if err != nil {
			return nil, errNoLast
		}
		now := f.Fetched.In(r.Place.Zone)
		return told(f, words, r.House, analysis.Request{
			Now: now, First: r.First(now), Days: r.Days, Window: r.Window, Thresholds: r.Thresholds,
		}), nil
	case "hard":
		if data, ok := w.Week(which, words); ok {
			return data, nil
		}
	}
	return nil, errNoWeek
}

// panes writes the texts of an edition with the draft among its templates, each as the
// channels of its kind show it.
func (w wordsDesk) panes(ctx context.Context, words wording.Words, draft, id string, data map[string]any) []wording.Pane {
	use := names(w.generation.config.Editions[id])
	article, chat, push, spoken := use[0], use[1], use[2], use[3]
	if t, ok := words.Templates.Template(draft); ok && !slices.Contains(use, draft) {
		// A template that no edition uses yet stands where its format belongs.
		switch t.Format() {
		case bulletin.Telegram, bulletin.WeCom:
			chat = draft
		case bulletin.Spoken:
			spoken = draft
		default:
			article = draft
		}
	}
	pane := func(kind wording.PaneKind, name string) wording.Pane {
		return w.pane(ctx, words, draft, kind, name, data)
	}
	mail := pane(wording.PaneMail, article)
	mail.Title, _ = data["标题"].(string)
	return []wording.Pane{
		pane(wording.PaneArticle, article), pane(wording.PaneTelegram, chat), pane(wording.PaneWeCom, chat), mail,
		pane(wording.PanePush, push), pane(wording.PaneSpoken, spoken),
	}
}

// previewPatience bounds one text of a preview.
const previewPatience = 200 * time.Millisecond

func (w wordsDesk) pane(ctx context.Context, words wording.Words, draft string, kind wording.PaneKind, name string, data map[string]any) wording.Pane {
	p := wording.Pane{Kind: kind, Name: name, Mine: name == draft || draft == wording.Style || draft == wording.Advice}
	t, ok := words.Templates.Template(name)
	if !ok {
		p.Fault = "没有这个模板"
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, previewPatience)
	defer cancel()
	text, err := t.Render(ctx, data)
	var failed *bulletin.RenderError
	switch {
	case errors.As(err, &failed):
		p.Fault = failed.Problem.Error()
	case err != nil:
		p.Fault = "写不出来"
	}
	text = strings.TrimSpace(text)
	p.Length = utf8.RuneCountInString(t.Format().Plain(text))
	switch kind {
	case wording.PaneTelegram:
		p.Text = t.Format().Chat(text)
	case wording.PaneWeCom:
		p.Text = wecom.Markdown(t.Format().Chat(text))
	default:
		p.Text = t.Format().Plain(text)
	}
	return p
}
