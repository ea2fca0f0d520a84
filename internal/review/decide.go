package review

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// PurposeDecide is the purpose of links that let their holder decide on one revision of
// a draft; the subject is draft/revision/channel.
const PurposeDecide = "decide"

// linkLife is how long a link to decide holds: no edition waits longer.
const linkLife = 24 * time.Hour

// Links stores one-time links.
type Links interface {
	AddLink(ctx context.Context, hash, purpose, subject string, expires time.Time) error
}

// DecideLink makes a one-time link with which whoever reads a channel may decide on a
// revision: for channels whose messages cannot call back. Opening it decides nothing.
func DecideLink(ctx context.Context, links Links, base *url.URL, draft newsroom.DraftID, revision int, channel string, now time.Time) (string, error) {
	token, hash := NewToken()
	subject := fmt.Sprintf("%d/%d/%s", draft, revision, channel)
	if err := links.AddLink(ctx, hash, PurposeDecide, subject, now.Add(linkLife)); err != nil {
		return "", fmt.Errorf("link for draft %d: %w", draft, err)
	}
	return base.JoinPath("decide", token).String(), nil
}

// Welcome makes a one-time link with which a person sets a password.
func Welcome(ctx context.Context, links Links, base *url.URL, person string, now time.Time) (string, error) {
	token, hash := NewToken()
	if err := links.AddLink(ctx, hash, PurposeWelcome, person, now.Add(linkLife)); err != nil {
		return "", fmt.Errorf("link for %s: %w", person, err)
	}
	return base.JoinPath("welcome", token).String(), nil
}

// errand is what a link to decide is for.
type errand struct {
	dossier newsroom.Dossier
	seen    int
	channel string
}

// errand looks a link up without using it.
func (s *Server) errand(r *http.Request) (e errand, err error) {
	subject, err := s.Store.PeekLink(r.Context(), TokenHash(r.PathValue("token")), PurposeDecide)
	if err != nil {
		return e, err
	}
	parts := strings.SplitN(subject, "/", 3)
	if len(parts) != 3 {
		return e, fmt.Errorf("subject of a link: %q", subject)
	}
	id, err1 := strconv.ParseInt(parts[0], 10, 64)
	seen, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil {
		return e, fmt.Errorf("subject of a link: %q", subject)
	}
	e.seen, e.channel = seen, parts[2]
	e.dossier, err = s.Store.Dossier(r.Context(), newsroom.DraftID(id))
	return e, err
}

type decidePage struct {
	Draft    newsroom.Draft
	Edition  Edition
	Seen     int
	Headline string
	Lines    [][]piece
	Findings []edition.Finding
	Source   edition.SheetSource
	Stale    bool
	Decided  bool
	Blocked  string
	Override bool
	Fault    string
	Name     string
	Reason   string
}

func (s *Server) showDecide(w http.ResponseWriter, r *http.Request) {
	s.decidePage(w, r, http.StatusOK, "")
}

func (s *Server) decidePage(w http.ResponseWriter, r *http.Request, status int, fault string) {
	e, err := s.errand(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page := decidePage{Seen: e.seen, Fault: fault, Name: r.FormValue("name"), Reason: r.FormValue("reason")}
	page.Edition = s.office().edition(e.dossier.Draft.Edition, s.Zone)
	page.Draft = local(e.dossier.Draft, page.Edition.Zone)
	page.Headline = e.dossier.Revision.Copy.Headline
	page.Decided, page.Stale = e.dossier.Draft.State != newsroom.Filed, e.dossier.Draft.Revision != e.seen
	page.Blocked, page.Override = blocked(e.dossier)
	if page.Findings, err = edition.FindingsOf(e.dossier.Revision); err != nil {
		s.fail(w, r, err)
		return
	}
	sheet, err := edition.SheetOf(e.dossier.Revision)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.Source = sheet.Source
	var ofArticle []edition.Finding
	for _, f := range page.Findings {
		if f.Form == edition.Article {
			ofArticle = append(ofArticle, f)
		}
	}
	page.Lines = markup(e.dossier.Revision.Copy.Article, ofArticle, nil, s.Now())
	s.show(w, r, status, "decide", page)
}

// decide carries out the decision of whoever holds a link. The link is used up by a
// decision that can be done, not by one that lacks a reason.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.failForm(w, r, err)
		return
	}
	e, err := s.errand(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name, reason, act := strings.TrimSpace(r.FormValue("name")), strings.TrimSpace(r.FormValue("reason")), r.FormValue("act")
	if name == "" || len([]rune(name)) > mostName {
		s.decidePage(w, r, http.StatusUnprocessableEntity, "请写上您的姓名，会留在记录里。")
		return
	}
	by := newsroom.Person{ID: "link:" + e.channel, Name: name + "（经" + e.channel + "的链接）", Role: newsroom.Chief}
	draft := e.dossier.Draft
	switch act {
	case "sign":
		_, err = e.dossier.SignOff(e.seen, by, reason, s.Now())
	case "spike":
		_, err = draft.Spike(e.seen, by, reason, s.Now())
	default:
		s.refuse(w, r, http.StatusBadRequest, "不认识这个操作。")
		return
	}
	if err != nil {
		status, text, ok := meaning(err)
		if !ok {
			s.fail(w, r, err)
			return
		}
		s.decidePage(w, r, status, text)
		return
	}
	if _, err := s.Store.UseLink(r.Context(), TokenHash(r.PathValue("token")), PurposeDecide); err != nil {
		s.fail(w, r, err)
		return
	}
	said := "已签发，正在发给读者。"
	if act == "sign" {
		_, err = s.office().Desk.Sign(r.Context(), draft.ID, e.seen, by, reason)
	} else {
		said = "已毙稿，没有发给读者。"
		_, err = s.office().Desk.Spike(r.Context(), draft.ID, e.seen, by, reason)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.audit(r, by, "decided by link: "+act, draft.ID, fmt.Sprintf("revision %d", e.seen))
	s.show(w, r, http.StatusOK, "notice", notice{"办好了", said})
}

// mostName is the longest name that the record takes, in characters.
const mostName = 20
