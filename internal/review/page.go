package review

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/store"
)

//go:embed pages
var pageFiles embed.FS

// pages are the parsed page templates, each with the frame around it.
type pages struct{ byName map[string]*template.Template }

func loadPages() (*pages, error) {
	frame, err := template.New("frame").Funcs(pageFunctions).ParseFS(pageFiles, "pages/frame.html")
	if err != nil {
		return nil, fmt.Errorf("parse frame: %w", err)
	}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		return nil, err
	}
	p := &pages{map[string]*template.Template{}}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "frame" {
			continue
		}
		one, err := frame.Clone()
		if err == nil {
			one, err = one.ParseFS(pageFiles, file)
		}
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		p.byName[name] = one
	}
	return p, nil
}

// view is what the frame knows about a page.
type view struct {
	Page  string
	By    newsroom.Person // zero: nobody is logged in
	Chief bool
	Nonce string // of the styles that the template editor brings
	Data  any
}

// show writes a page. It is rendered whole before a byte is sent, so that a fault
// in it is an error page and not half a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	by, _, err := s.person(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, status, name, "frame", view{Page: name, By: by, Chief: by.Role == newsroom.Chief, Data: data})
}

// showPart writes a piece of a page for htmx.
func (s *Server) showPart(w http.ResponseWriter, r *http.Request, page, part string, data any) {
	s.render(w, r, http.StatusOK, page, part, data)
}

func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, page, part string, data any) {
	var out bytes.Buffer
	if err := s.pages.byName[page].ExecuteTemplate(&out, part, data); err != nil {
		s.Log.ErrorContext(r.Context(), "render page", "page", page, "err", err)
		http.Error(w, "页面出错，请查看日志。", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	out.WriteTo(w) //nolint:errcheck // the browser went away
}

// notice is a page that only says something.
type notice struct{ Title, Text string }

// refuse says in Chinese why a request was not carried out.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, text string) {
	s.show(w, r, status, "notice", notice{"没有执行", text})
}

// fail answers an error: with its Chinese meaning when there is one, else with a
// page that shows nothing of it, and a line in the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if status, text, ok := meaning(err); ok {
		s.refuse(w, r, status, text)
		return
	}
	s.Log.ErrorContext(r.Context(), "page failed", "path", r.URL.Path, "err", err)
	s.render(w, r, http.StatusInternalServerError, "notice", "frame",
		view{Page: "notice", Data: notice{"内部错误", "这次操作没有完成，原因在日志里。稍后再试；仍不行请找运维。"}})
}

// meanings tells editors what an error of a decision means and what to do next.
var meanings = []struct {
	err    error
	status int
	text   string
}{
	{newsroom.ErrNotFound, http.StatusNotFound, "没有这份稿件。"},
	{newsroom.ErrDecided, http.StatusConflict, "这份稿件已经有人处理过了，请看上面的记录。"},
	{newsroom.ErrStale, http.StatusConflict, "您看到的不是最新一稿：别人刚改过。请看过新稿再决定。"},
	{newsroom.ErrForbidden, http.StatusForbidden, "您的角色不能做这件事：编辑可以改稿，值班主任可以签发。"},
	{newsroom.ErrFindings, http.StatusConflict, "稿件里还有与数据矛盾的地方。请改正，或写明理由后保留。"},
	{newsroom.ErrAttest, http.StatusConflict, "文中提到气象台，签发前要填写气象台名称和发布时间，或贴上原文。"},
	{newsroom.ErrReason, http.StatusUnprocessableEntity, "请写明理由。"},
	{newsroom.ErrState, http.StatusConflict, "稿件现在的状态不能这样做。"},
	{edition.ErrNotKept, http.StatusConflict, "这一稿没有留存资料，不能按数据重写。可以改文字，或重新出一期。"},
	{edition.ErrRelayed, http.StatusConflict, "这一稿的数据是气象台原文里的，不能改。原文有更新，请在“登记依据”里贴上新的原文。"},
	{edition.ErrUnchanged, http.StatusUnprocessableEntity, "和现在的一样，没有改动。"},
	{edition.ErrEmpty, http.StatusUnprocessableEntity, "文字是空的。"},
	{edition.ErrPassage, http.StatusUnprocessableEntity, "没有哪一段像您给的这一段，没有改。"},
	{store.ErrLink, http.StatusGone, "链接已经用过、过期或不存在。"},
}

func meaning(err error) (status int, text string, ok bool) {
	for _, m := range meanings {
		if errors.Is(err, m.err) {
			return m.status, m.text, true
		}
	}
	if why, ok := edition.Objection(err); ok {
		return http.StatusUnprocessableEntity, why, true
	}
	var fact *edition.FactError
	if errors.As(err, &fact) {
		return http.StatusUnprocessableEntity, fact.Error(), true
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge, "内容太长了。", true
	}
	return 0, "", false
}
