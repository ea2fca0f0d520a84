package review

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// submission is a form with which somebody acts on a draft.
type submission struct {
	id   newsroom.DraftID
	seen int // the revision that was shown
	by   newsroom.Person
	r    *http.Request
}

func (d submission) value(name string) string { return strings.TrimSpace(d.r.FormValue(name)) }

// draftActs are what can be done to a draft: the words for the audit log, and the act,
// which returns what to say when it was done.
var draftActs = map[string]struct {
	audit string
	do    func(*Server, submission) (string, newsroom.DraftID, error)
}{
	"sign": {"draft signed", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		_, err := s.office().Desk.Sign(d.r.Context(), d.id, d.seen, d.by, d.value("reason"))
		return "已签发，正在发给读者。", d.id, err
	}},
	"spike": {"draft spiked", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		_, err := s.office().Desk.Spike(d.r.Context(), d.id, d.seen, d.by, d.value("reason"))
		return "已毙稿，没有发给读者。", d.id, err
	}},
	"withdraw": {"draft withdrawn", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		_, err := s.office().Desk.Withdraw(d.r.Context(), d.id, d.seen, d.by, d.value("reason"))
		return "已撤稿，正在通知读者。", d.id, err
	}},
	"words": {"words edited", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		done, err := s.office().Editors.EditWords(d.r.Context(), d.id, d.seen, d.by, edition.Words{
			Form: edition.Form(d.value("form")), Text: d.r.FormValue("text"), Whole: true, Reason: d.value("reason"), Override: d.value("override"),
		})
		return redrafted(done), d.id, err
	}},
	"facts": {"facts edited", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		done, err := s.office().Editors.EditFacts(d.r.Context(), d.id, d.seen, d.by, d.r.FormValue("facts"))
		return redrafted(done), d.id, err
	}},
	"rewrite": {"draft rewritten", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		done, err := s.office().Editors.Rewrite(d.r.Context(), d.id, d.seen, d.by)
		return redrafted(done), d.id, err
	}},
	"attest": {"station attested", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		a := newsroom.Attestation{Station: d.value("station"), Text: d.r.FormValue("bulletin")}
		zone := s.Zone
		if opened, err := s.office().Editors.Open(d.r.Context(), d.id); err == nil {
			zone = opened.Recipe.Place.Zone
		}
		if at, err := time.ParseInLocation("2006-01-02T15:04", d.value("issued"), zone); err == nil {
			a.Issued = at
		}
		_, err := s.office().Editors.Attest(d.r.Context(), d.id, d.seen, d.by, a)
		return "依据已登记。", d.id, err
	}},
	"correct": {"correction opened", func(s *Server, d submission) (string, newsroom.DraftID, error) {
		draft, err := s.office().Editors.Correct(d.r.Context(), d.id, d.by, d.value("reason"))
		return "更正稿开好了：改好后签发。", draft.ID, err
	}},
}

// redrafted says what became of a text.
func redrafted(r edition.Redraft) string {
	text := fmt.Sprintf("已存为第%d版。", r.Draft.Revision)
	if n := r.Revision.Contradictions; n > 0 {
		text += fmt.Sprintf("核对出 %d 处与资料矛盾，见标记。", n)
	}
	for _, c := range r.Clashes {
		text += fmt.Sprintf("手写的“%s”保留了，按数据应为“%s”。", shortened(c.Hand), shortened(c.Machine))
	}
	return text
}

func shortened(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// act carries out a form on a draft. What was typed is not lost when it could not be done.
func (s *Server) act(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	what, known := draftActs[r.PathValue("act")]
	id, ok := draftID(r)
	if err := r.ParseForm(); err != nil || !known || !ok {
		s.failForm(w, r, err)
		return
	}
	seen, err := strconv.Atoi(r.FormValue("seen"))
	if err != nil || s.office().Desk == nil {
		s.refuse(w, r, http.StatusBadRequest, "提交的内容不完整，请回到稿件页再试。")
		return
	}
	said, to, err := what.do(s, submission{id, seen, by, r})
	if err != nil {
		s.notDone(w, r, by, err)
		return
	}
	s.audit(r, by, what.audit, id, fmt.Sprintf("revision %d", seen))
	s.sessions.Put(r.Context(), "flash", said)
	http.Redirect(w, r, fmt.Sprintf("/drafts/%d", to), http.StatusSeeOther)
}

// notDone shows the draft again with the reason and with what was typed.
func (s *Server) notDone(w http.ResponseWriter, r *http.Request, by newsroom.Person, err error) {
	status, text, ok := meaning(err)
	if !ok || status == http.StatusNotFound {
		s.fail(w, r, err)
		return
	}
	if !errors.Is(err, newsroom.ErrForbidden) {
		s.draft(w, r, by, status, text, typed{r.FormValue("form"), r.FormValue("text"), r.FormValue("facts"), r.FormValue("reason")})
		return
	}
	s.refuse(w, r, status, text)
}
