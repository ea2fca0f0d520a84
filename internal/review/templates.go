package review

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yubao/internal/bulletin"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/vocabulary"
	"yubao/internal/wording"
)

// Words are the operators' words that the template page works on.
type Words interface {
	Refresh(ctx context.Context)
	List(ctx context.Context) ([]wording.Item, error)
	Item(ctx context.Context, name string) (wording.Item, error)
	Versions(ctx context.Context, name string, most int) ([]wording.Version, error)
	Check(name, text string) wording.Report
	Diff(name, text string) bulletin.Change
	Choices() []wording.Choice
	Preview(ctx context.Context, name, text, choice string) wording.Preview
	Publish(ctx context.Context, p wording.Proposal) (wording.Version, error)
	Rollback(ctx context.Context, name string, id int64, by newsroom.Person) (wording.Version, error)
	EndTrial(ctx context.Context, name string, keep bool, by newsroom.Person) error
	Settle(ctx context.Context, name string, takeFile bool, by newsroom.Person) error
}

// mostVersions is how many versions a page lists.
const mostVersions = 20

func (s *Server) showTemplates(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	words := s.Words()
	words.Refresh(r.Context())
	items, err := words.List(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for i := range items {
		s.local(&items[i])
	}
	s.show(w, r, http.StatusOK, "templates", items)
}

func (s *Server) local(it *wording.Item) {
	it.Active.Created, it.Trial.Created = it.Active.Created.In(s.Zone), it.Trial.Created.In(s.Zone)
}

// templatePage is the page of one file.
type templatePage struct {
	Item     wording.Item
	Text     string // in the editor
	Base     int64  // the version that Text was made from
	Note     string
	Choice   string
	Choices  []choiceGroup
	Versions []wording.Version
	Look     look
	Fault    string // why an act was refused
	Done     string // what an act did
	Nonce    string
	Chief    bool
}

type choiceGroup struct {
	Title   string
	Choices []wording.Choice
}

// look is what the page says of a draft: faults, weeks, how it reads, what it changes.
type look struct {
	Name    string
	Report  wording.Report
	Weeks   []strip
	Preview wording.Preview
	Change  bulletin.Change
	CanTry  bool // there is a version that stays in use meanwhile
}

// strip is one kind of week in the strip of them.
type strip struct {
	wording.WeekResult
	Key   string // of the choice that shows it
	Shown bool
}

// preview is how a draft reads and what it changes. It does not wait for the check, which
// takes longer than an editor who types wants to wait.
func preview(ctx context.Context, words Words, name, text, choice string) look {
	return look{Name: name, Change: words.Diff(name, text), Preview: words.Preview(ctx, name, text, choice)}
}

// verdict adds what the check says.
func (l *look) verdict(words Words, text, choice string) {
	l.Report = words.Check(l.Name, text)
	keys := map[string]string{}
	for _, c := range words.Choices() {
		keys[c.Title] = c.Key
	}
	for _, week := range l.Report.Weeks {
		l.Weeks = append(l.Weeks, strip{week, keys[week.Name], keys[week.Name] == choice})
	}
}

func (s *Server) showTemplate(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	words := s.Words()
	words.Refresh(r.Context())
	item, err := words.Item(r.Context(), r.PathValue("name"))
	if err != nil {
		s.failWords(w, r, err)
		return
	}
	page := templatePage{Item: item, Text: item.Text, Base: item.Active.ID, Choice: picked(r), Done: done(r)}
	if item.Drift == wording.Faulty {
		page.Text = item.OnDisk // what the operator wants to mend
	}
	if id, err := strconv.ParseInt(r.FormValue("version"), 10, 64); err == nil {
		if v, ok := s.findVersion(r.Context(), words, item.Name, id); ok {
			page.Text, page.Note = v.Text, fmt.Sprintf("依第%d版", id)
		}
	}
	s.showPage(w, r, http.StatusOK, words, by, page)
}

func (s *Server) findVersion(ctx context.Context, words Words, name string, id int64) (wording.Version, bool) {
	versions, err := words.Versions(ctx, name, mostVersions)
	i := slices.IndexFunc(versions, func(v wording.Version) bool { return v.ID == id })
	if err != nil || i < 0 {
		return wording.Version{}, false
	}
	return versions[i], true
}

// acts are what a page may say that it did; the address names them.
var acts = map[string]string{
	"published": "已发布，从下一期起用新的。", "trial": "已开始试用：只用于要审的稿件。", "back": "已退回。",
	"kept": "试用版已正式启用。", "dropped": "已停止试用。", "settled": "文件与库里一致了。",
}

func done(r *http.Request) string { return acts[r.FormValue("done")] }

// showPage completes and writes the page of one file. The editor brings styles of its
// own, so this page alone carries a nonce for them.
func (s *Server) showPage(w http.ResponseWriter, r *http.Request, status int, words Words, by newsroom.Person, page templatePage) {
	var err error
	if page.Versions, err = words.Versions(r.Context(), page.Item.Name, mostVersions); err != nil {
		s.fail(w, r, err)
		return
	}
	for i := range page.Versions {
		page.Versions[i].Created = page.Versions[i].Created.In(s.Zone)
	}
	s.local(&page.Item)
	choices := words.Choices()
	if !slices.ContainsFunc(choices, func(c wording.Choice) bool { return c.Key == page.Choice }) {
		page.Choice = choices[0].Key
	}
	for _, c := range choices {
		i := slices.IndexFunc(page.Choices, func(g choiceGroup) bool { return g.Title == c.Group })
		if i < 0 {
			i, page.Choices = len(page.Choices), append(page.Choices, choiceGroup{Title: c.Group})
		}
		page.Choices[i].Choices = append(page.Choices[i].Choices, c)
	}
	page.Look = preview(r.Context(), words, page.Item.Name, page.Text, page.Choice)
	page.Look.verdict(words, page.Text, page.Choice)
	page.Look.CanTry = page.Item.Active.ID > 0 || page.Item.Shipped
	page.Chief = by.Role == newsroom.Chief
	page.Nonce = rand.Text()
	w.Header().Set("Content-Security-Policy", strings.Replace(contentPolicy, "style-src 'self'", "style-src 'self' 'nonce-"+page.Nonce+"'", 1))
	s.show(w, r, status, "template", page)
}

// draftText is the text of a form, with line ends as files have them; false when it is
// too long, or the form so long that it was not read.
func draftText(r *http.Request) (string, bool) {
	if r.ParseForm() != nil {
		return "", false
	}
	text := strings.ReplaceAll(r.FormValue("text"), "\r\n", "\n")
	return text, len(text) <= wording.MostText && utf8.ValidString(text)
}

// knownFile answers for names that the shelf does not have.
func (s *Server) knownFile(w http.ResponseWriter, r *http.Request) (Words, wording.Item, string, bool) {
	words := s.Words()
	item, err := words.Item(r.Context(), r.PathValue("name"))
	if err != nil {
		s.failWords(w, r, err)
		return nil, item, "", false
	}
	text, ok := draftText(r)
	if !ok {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, fmt.Sprintf("文件最多%d千字节。", wording.MostText>>10))
	}
	return words, item, text, ok
}

// checkTemplate answers the editor's question for marks.
func (s *Server) checkTemplate(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	words, item, text, ok := s.knownFile(w, r)
	if !ok {
		return
	}
	report := words.Check(item.Name, text)
	answer := struct {
		Problems []vocabulary.Problem `json:"problems"`
	}{report.Problems}
	if answer.Problems == nil {
		answer.Problems = []vocabulary.Problem{}
	}
	s.answer(w, r, answer)
}

// showWords lists the names for completion.
func (s *Server) showWords(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	list := bulletin.Completions()
	if name := r.PathValue("name"); name == wording.Style || name == wording.Advice {
		list = bulletin.FactCompletions()
	}
	s.answer(w, r, list)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text) //nolint:errcheck // the browser went away
}

// previewTemplate shows a draft: the part for htmx, the whole page without JavaScript.
func (s *Server) previewTemplate(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	words, item, text, ok := s.knownFile(w, r)
	if !ok {
		return
	}
	if r.Header.Get("HX-Request") != "" {
		s.showPart(w, r, "template", "look", preview(r.Context(), words, item.Name, text, picked(r)))
		return
	}
	s.showPage(w, r, http.StatusOK, words, by, templatePage{
		Item: item, Text: text, Base: baseOf(r), Note: r.FormValue("note"), Choice: picked(r),
	})
}

// judgeTemplate shows what the check says of a draft, for htmx.
func (s *Server) judgeTemplate(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	words, item, text, ok := s.knownFile(w, r)
	if !ok {
		return
	}
	l := look{Name: item.Name}
	l.verdict(words, text, picked(r))
	s.showPart(w, r, "template", "verdict", l)
}

// picked is the week that a form asks for: a button of the strip before the list.
func picked(r *http.Request) string { return cmp.Or(r.FormValue("pick"), r.FormValue("week")) }

func baseOf(r *http.Request) int64 {
	base, _ := strconv.ParseInt(r.FormValue("base"), 10, 64)
	return base
}

// mostTrial is the longest trial in signed drafts.
const mostTrial = 30

// publishTemplate publishes a draft or puts it on trial. A refusal shows the page again
// with the draft, so that nothing that was typed is lost.
func (s *Server) publishTemplate(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	words, item, text, ok := s.knownFile(w, r)
	if !ok {
		return
	}
	proposal := wording.Proposal{Name: item.Name, Text: text, By: by, Note: strings.TrimSpace(r.FormValue("note")), Base: baseOf(r)}
	act := "published"
	if r.FormValue("how") == "trial" {
		proposal.Trial, _ = strconv.Atoi(r.FormValue("drafts"))
		proposal.Trial, act = min(max(proposal.Trial, 1), mostTrial), "trial"
	}
	_, err := words.Publish(r.Context(), proposal)
	if err == nil {
		s.backTo(w, r, item.Name, act)
		return
	}
	status, why, known := wordsMeaning(err)
	if !known {
		s.fail(w, r, err)
		return
	}
	page := templatePage{Item: item, Text: text, Base: proposal.Base, Note: proposal.Note, Choice: picked(r), Fault: why}
	if errors.Is(err, wording.ErrMoved) {
		page.Base = item.Active.ID // shown with what differs; publishing again is meant
	}
	s.showPage(w, r, status, words, by, page)
}

func (s *Server) rollbackTemplate(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	id, _ := strconv.ParseInt(r.FormValue("version"), 10, 64)
	_, err := s.Words().Rollback(r.Context(), r.PathValue("name"), id, by)
	s.acted(w, r, err, "back")
}

func (s *Server) endTrial(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	keep := r.FormValue("how") == "keep"
	act := "dropped"
	if keep {
		act = "kept"
	}
	s.acted(w, r, s.Words().EndTrial(r.Context(), r.PathValue("name"), keep, by), act)
}

func (s *Server) settleTemplate(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	err := s.Words().Settle(r.Context(), r.PathValue("name"), r.FormValue("how") == "file", by)
	s.acted(w, r, err, "settled")
}

func (s *Server) acted(w http.ResponseWriter, r *http.Request, err error, act string) {
	if err != nil {
		s.failWords(w, r, err)
		return
	}
	s.backTo(w, r, r.PathValue("name"), act)
}

func (s *Server) backTo(w http.ResponseWriter, r *http.Request, name, act string) {
	http.Redirect(w, r, "/templates/"+name+"?done="+act, http.StatusSeeOther)
}

func (s *Server) failWords(w http.ResponseWriter, r *http.Request, err error) {
	if status, text, ok := wordsMeaning(err); ok {
		s.refuse(w, r, status, text)
		return
	}
	s.fail(w, r, err)
}

// wordsMeaning says in Chinese what an error of the shelf means.
func wordsMeaning(err error) (status int, text string, ok bool) {
	var faulty *wording.FaultyError
	switch {
	case errors.As(err, &faulty):
		return http.StatusUnprocessableEntity, fmt.Sprintf("没有启用：还有 %d 处要改，见标出的行。现在用的版本没有动。", len(faulty.Report.Problems)), true
	case errors.Is(err, wording.ErrUnknown):
		return http.StatusNotFound, "没有这个模板，或它已经不是刚才的状态。", true
	case errors.Is(err, store.ErrNoVersion), errors.Is(err, wording.ErrNoEarlier):
		return http.StatusNotFound, "没有这一版。", true
	case errors.Is(err, wording.ErrMoved):
		return http.StatusConflict, "您改的时候别人发布了新版。请看下面与现行版的差别，要用您的就再按一次发布。", true
	case errors.Is(err, wording.ErrName):
		return http.StatusUnprocessableEntity, "模板名只能用字、数字、下划线和横线。", true
	case errors.Is(err, newsroom.ErrForbidden):
		return http.StatusForbidden, "只有值班主任可以发布模板。", true
	}
	return 0, "", false
}

var driftWords = map[wording.Drift]string{
	wording.Agrees: "一致", wording.Faulty: "文件有错，没有启用", wording.Older: "文件是旧稿", wording.Missing: "文件不见了",
}

var paneWords = map[wording.PaneKind]string{
	wording.PaneArticle: "文章", wording.PaneTelegram: "Telegram", wording.PaneWeCom: "企业微信",
	wording.PaneMail: "邮件", wording.PanePush: "推送", wording.PaneSpoken: "口播",
}

// shown is a text as it looks where it is read.
func shown(p wording.Pane) template.HTML {
	switch p.Kind {
	case wording.PaneTelegram:
		return telegramHTML(p.Text)
	case wording.PaneWeCom:
		return wecomHTML(p.Text)
	}
	return template.HTML(template.HTMLEscapeString(p.Text)) //nolint:gosec // escaped
}

// diffLine is a line of a unified difference.
type diffLine struct{ Kind, Text string }

func diffLines(unified string) []diffLine {
	kinds := map[byte]string{'+': "added", '-': "removed", '@': "hunk"}
	var out []diffLine
	for line := range strings.Lines(unified) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" {
			out = append(out, diffLine{kinds[line[0]], line})
		}
	}
	return out
}
