package review

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// draftPage is a draft with everything that a decision on it needs.
type draftPage struct {
	Draft    newsroom.Draft
	Edition  Edition
	Revision newsroom.Revision
	Sheet    edition.Sheet
	Attested *newsroom.Attestation
	Texts    []textView // the article first
	Findings []edition.Finding
	Changes  []string // against the last edition
	Day      *dayView // whose data are shown
	Record   []newsroom.Decision
	Versions []newsroom.Revision // the newest first
	Sent     sentView
	Picture  *pictureView      // nil: readers get none
	Names    map[string]string // of people, by key
	Kept     bool              // the data are kept: facts can be changed
	Blocked  string            // why it cannot be signed as it stands; empty: it can
	Override bool              // a reason would let it be signed
	Now      time.Time
	Flash    string
	Fault    string // why the last act was not done
	Typed    typed
	FactHint string
	Chief    bool
}

// typed is what an editor had written when an act was not done.
type typed struct{ Form, Text, Facts, Reason string }

// textView is one of the texts of a revision.
type textView struct {
	Form  edition.Form
	Name  string
	Plain string
	Lines [][]piece
}

func draftID(r *http.Request) (newsroom.DraftID, bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	return newsroom.DraftID(id), err == nil && id > 0
}

func (s *Server) showDraft(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	s.draft(w, r, by, http.StatusOK, "", typed{})
}

// draft shows a draft, after an act that was not done with the reason.
func (s *Server) draft(w http.ResponseWriter, r *http.Request, by newsroom.Person, status int, fault string, t typed) {
	id, ok := draftID(r)
	if !ok {
		s.refuse(w, r, http.StatusNotFound, "没有这份稿件。")
		return
	}
	page, err := s.assemble(r, id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.Fault, page.Typed, page.Flash = fault, t, s.sessions.PopString(r.Context(), "flash")
	page.Chief = by.Role == newsroom.Chief
	s.show(w, r, status, "draft", page)
}

// assemble reads all that the page of a draft shows.
func (s *Server) assemble(r *http.Request, id newsroom.DraftID) (page draftPage, err error) {
	ctx, office := r.Context(), s.office()
	if office.Editors == nil {
		return page, newsroom.ErrNotFound
	}
	piece, err := office.Editors.Open(ctx, id)
	if err != nil && !errors.Is(err, edition.ErrNotKept) {
		return page, err
	}
	page.Kept = err == nil
	dossier := piece.Dossier
	page.Edition = office.edition(dossier.Draft.Edition, s.Zone)
	zone := page.Edition.Zone
	page.Draft, page.Revision, page.Attested, page.Now = local(dossier.Draft, zone), dossier.Revision, dossier.Attestation, s.Now().In(zone)
	if page.Sheet, err = edition.SheetOf(dossier.Revision); err != nil {
		return page, err
	}
	if page.Findings, err = edition.FindingsOf(dossier.Revision); err != nil {
		return page, err
	}
	page.Texts = texts(page)
	page.Day = dayOf(piece, page.Sheet, s.dayShown(r, page.Sheet))
	if !page.Kept || page.Sheet.SheetStation != nil {
		page.Day = nil
	}
	page.Blocked, page.Override = blocked(dossier)
	page.FactHint, page.Picture = edition.FactsHint, pictureOf(office, page.Edition, dossier)
	if page.Changes, err = office.Editors.Changes(ctx, dossier); err != nil {
		return page, err
	}
	return page, s.history(r, &page)
}

// dayShown is the day that was asked for, else the first.
func (s *Server) dayShown(r *http.Request, sheet edition.Sheet) string {
	if day := r.FormValue("day"); day != "" {
		return day
	}
	if len(sheet.Days) == 0 {
		return ""
	}
	return sheet.Days[0].Date.String()
}

// history reads what was done to a draft and what became of its deliveries.
func (s *Server) history(r *http.Request, page *draftPage) (err error) {
	ctx, id, zone := r.Context(), page.Draft.ID, page.Edition.Zone
	if page.Record, err = s.Store.Decisions(ctx, id); err != nil {
		return fmt.Errorf("record of draft %d: %w", id, err)
	}
	for i := range page.Record {
		page.Record[i].At = page.Record[i].At.In(zone)
	}
	versions, err := s.Store.Revisions(ctx, id)
	if err != nil {
		return fmt.Errorf("revisions of draft %d: %w", id, err)
	}
	for _, v := range versions {
		v.Created = v.Created.In(zone)
		page.Versions = append([]newsroom.Revision{v}, page.Versions...)
	}
	if page.Names, err = s.names(r); err != nil {
		return err
	}
	page.Sent, err = s.sent(ctx, page.Draft)
	return err
}

// sentView is what became of what a draft's readers get.
type sentView struct {
	Draft  newsroom.DraftID
	Counts []stateCount
	Left   int // still to be sent
}

type stateCount struct {
	State delivery.State
	Count int
}

func (s *Server) sent(ctx context.Context, d newsroom.Draft) (view sentView, err error) {
	counts := map[delivery.State]int{}
	for _, on := range []delivery.Occasion{delivery.OnBulletin, delivery.OnCorrection, delivery.OnWithdrawal} {
		progress, err := s.Store.Progress(ctx, int64(d.ID), d.Revision, on)
		if err != nil {
			return view, fmt.Errorf("deliveries of draft %d: %w", d.ID, err)
		}
		for state, n := range progress.States {
			counts[state] += n
		}
	}
	view = sentView{Draft: d.ID, Left: counts[delivery.Pending] + counts[delivery.Sending]}
	for _, state := range shownStates {
		if counts[state] > 0 {
			view.Counts = append(view.Counts, stateCount{state, counts[state]})
		}
	}
	return view, nil
}

// showSent shows how far a draft's delivery has come, for a page that is looked at.
func (s *Server) showSent(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	id, ok := draftID(r)
	if !ok {
		s.fail(w, r, newsroom.ErrNotFound)
		return
	}
	draft, err := s.Store.Draft(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view, err := s.sent(r.Context(), draft)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.showPart(w, r, "draft", "sent", view)
}

// names are how people are called, by their key.
func (s *Server) names(r *http.Request) (map[string]string, error) {
	names := map[string]string{newsroom.Machine: "预报程序"}
	accounts, err := s.Store.Accounts(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	for _, a := range accounts {
		names[a.Person.ID] = a.Person.Name
	}
	for id, p := range s.office().People {
		names[id] = p.Name
	}
	return names, nil
}

// blocked says why a draft cannot be signed as it stands, and whether a reason helps.
func blocked(d newsroom.Dossier) (why string, override bool) {
	switch {
	case d.Draft.Voice == newsroom.Station && d.Attestation == nil:
		return "以台站口吻发布，先登记依据：哪个台站、何时发布。", false
	case d.Revision.Contradictions > 0 && strings.TrimSpace(d.Revision.Overrides) == "":
		return fmt.Sprintf("有 %d 处与资料矛盾：请改正，或写明理由后签发。", d.Revision.Contradictions), true
	}
	return "", false
}

func texts(page draftPage) []textView {
	var printed []weather.Date
	if page.Sheet.SheetStation == nil { // a station's bulletin has no hours to show
		for _, d := range page.Sheet.Days {
			printed = append(printed, d.Date)
		}
	}
	var out []textView
	for _, form := range edition.Forms() {
		text := *form.Of(&page.Revision.Copy)
		if text == "" {
			continue
		}
		var found []edition.Finding
		for _, f := range page.Findings {
			if f.Form == form {
				found = append(found, f)
			}
		}
		plain := edition.Plain(text)
		out = append(out, textView{form, formWords[form], plain, markup(plain, found, printed, page.Sheet.Now)})
	}
	return out
}

// showDay shows the data behind a day, for htmx.
func (s *Server) showDay(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	id, ok := draftID(r)
	if !ok {
		s.refuse(w, r, http.StatusNotFound, "没有这份稿件。")
		return
	}
	opened, err := s.office().Editors.Open(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sheet, err := edition.SheetOf(opened.Dossier.Revision)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	day := dayOf(opened, sheet, r.PathValue("date"))
	if day == nil {
		s.refuse(w, r, http.StatusNotFound, "这一期没有这一天。")
		return
	}
	s.showPart(w, r, "draft", "day", day)
}

type proofView struct {
	Lines    [][]piece
	Findings []edition.Finding
	Serious  int
}

// proofread marks a text that is being written. It changes nothing.
func (s *Server) proofread(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	id, ok := draftID(r)
	if err := r.ParseForm(); err != nil || !ok {
		s.failForm(w, r, err)
		return
	}
	form, text := edition.Form(r.FormValue("form")), strings.ReplaceAll(r.FormValue("text"), "\r\n", "\n")
	found, err := s.office().Editors.Proofread(r.Context(), id, form, text)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	all := asFindings(form, found)
	s.showPart(w, r, "draft", "proof", proofView{Lines: markup(text, all, nil, s.Now()), Findings: all, Serious: proof.Contradictions(found)})
}

// failForm answers a form that could not be read.
func (s *Server) failForm(w http.ResponseWriter, r *http.Request, err error) {
	if err == nil {
		err = newsroom.ErrNotFound
	}
	if status, text, ok := meaning(err); ok {
		s.refuse(w, r, status, text)
		return
	}
	s.refuse(w, r, http.StatusBadRequest, "提交的内容读不出来。")
}

type diffPage struct {
	Draft    newsroom.Draft
	From, To newsroom.Revision
	Lines    []comparedLine
}

func (s *Server) showDiff(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	id, ok := draftID(r)
	from, err1 := strconv.Atoi(r.FormValue("from"))
	to, err2 := strconv.Atoi(r.FormValue("to"))
	if !ok || err1 != nil || err2 != nil {
		s.refuse(w, r, http.StatusNotFound, "没有这两稿。")
		return
	}
	page := diffPage{}
	var err error
	if page.Draft, err = s.Store.Draft(r.Context(), id); err == nil {
		page.From, err = s.Store.Revision(r.Context(), id, from)
	}
	if err == nil {
		page.To, err = s.Store.Revision(r.Context(), id, to)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.Lines = compare(page.From.Copy.Article, page.To.Copy.Article)
	s.show(w, r, http.StatusOK, "diff", page)
}

// audit puts an act on the page on record, beside the draft's own record.
func (s *Server) audit(r *http.Request, by newsroom.Person, act string, id newsroom.DraftID, detail string) {
	entry := store.AuditEntry{Person: by.ID, Act: act, Object: fmt.Sprint("draft ", int64(id)), Detail: detail}
	if err := s.Store.Record(r.Context(), entry); err != nil {
		s.Log.ErrorContext(r.Context(), "audit entry lost", "act", act, "err", err)
	}
}
