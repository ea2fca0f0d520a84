package review

import (
	"net/http"

	"yubao/internal/newsroom"
)

// route is a page or an act, and who may have it.
type route struct {
	pattern string
	role    newsroom.Role // empty: whoever comes; the page asks for a password or a link itself
	open    http.HandlerFunc
	handle  handler // for people with the role
}

// routes are all pages and acts but the static files. That none is without a guard that
// should have one is held by a test that goes through this list.
func (s *Server) routes() []route {
	const editor, chief = newsroom.Editor, newsroom.Chief
	all := []route{
		{pattern: "GET /login", open: s.showLogin},
		{pattern: "POST /login", open: s.login},
		{pattern: "POST /logout", open: s.logout},
		{pattern: "GET /welcome/{token}", open: s.showWelcome},
		{pattern: "POST /welcome/{token}", open: s.welcome},
		{pattern: "GET /decide/{token}", open: s.showDecide},
		{pattern: "POST /decide/{token}", open: s.decide},
		{pattern: "GET /{$}", role: editor, handle: s.showHome},
		{pattern: "GET /events", role: editor, handle: s.stream},
		{pattern: "GET /sources", role: editor, handle: s.showSources},
		{pattern: "GET /drafts/{id}", role: editor, handle: s.showDraft},
		{pattern: "GET /drafts/{id}/diff", role: editor, handle: s.showDiff},
		{pattern: "GET /drafts/{id}/day/{date}", role: editor, handle: s.showDay},
		{pattern: "GET /drafts/{id}/picture", role: editor, handle: s.showPicture},
		{pattern: "GET /drafts/{id}/sent", role: editor, handle: s.showSent},
		{pattern: "POST /drafts/{id}/proof", role: editor, handle: s.proofread},
		{pattern: "POST /drafts/{id}/{act}", role: editor, handle: s.act}, // the desk knows which act takes a chief
		{pattern: "GET /outbox", role: editor, handle: s.showOutbox},
		{pattern: "GET /outbox/progress", role: editor, handle: s.showProgress},
		{pattern: "POST /outbox/{id}/{act}", role: chief, handle: s.actOnDelivery},
		{pattern: "GET /subscribers", role: editor, handle: s.showSubscribers},
		{pattern: "GET /audit", role: chief, handle: s.showAudit},
	}
	if s.single != nil {
		all = append(all, route{pattern: "GET /oidc/start", open: s.startOIDC}, route{pattern: "GET /oidc/callback", open: s.finishOIDC})
	}
	if s.Words == nil {
		return all
	}
	return append(all,
		route{pattern: "GET /templates", role: editor, handle: s.showTemplates},
		route{pattern: "GET /templates/{name}", role: editor, handle: s.showTemplate},
		route{pattern: "GET /templates/{name}/words", role: editor, handle: s.showWords},
		route{pattern: "POST /templates/{name}/check", role: editor, handle: s.checkTemplate},
		route{pattern: "POST /templates/{name}/verdict", role: editor, handle: s.judgeTemplate},
		route{pattern: "POST /templates/{name}/preview", role: editor, handle: s.previewTemplate},
		route{pattern: "POST /templates/{name}/publish", role: chief, handle: s.publishTemplate},
		route{pattern: "POST /templates/{name}/rollback", role: chief, handle: s.rollbackTemplate},
		route{pattern: "POST /templates/{name}/trial", role: chief, handle: s.endTrial},
		route{pattern: "POST /templates/{name}/settle", role: chief, handle: s.settleTemplate},
	)
}

// Handler returns the page's routes with everything around them.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", cached(http.FileServerFS(staticFiles)))
	for _, r := range s.routes() {
		if r.role == "" {
			mux.HandleFunc(r.pattern, r.open)
		} else {
			mux.Handle(r.pattern, s.may(r.role, r.handle))
		}
	}
	return guarded(s.sessions.LoadAndSave(mux), s.Log)
}
