package review

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"yubao/internal/newsroom"
	"yubao/internal/store"
)

// Purposes of one-time links, as they stand in the store.
const (
	PurposeWelcome = "welcome" // set a password and log in; the subject is the person's ID
)

// How long a session lives: a shift without use, a week at most.
const (
	idleSession = 12 * time.Hour
	maxSession  = 7 * 24 * time.Hour
)

const sessionPerson = "person"

// newSessions keeps sessions in the store under the hash of their token.
func newSessions(sessions store.Sessions, address *url.URL) *scs.SessionManager {
	m := scs.New()
	m.Store = sessions
	m.HashTokenInStore = true
	m.Lifetime, m.IdleTimeout = maxSession, idleSession
	m.Cookie.Name = "yubao_session"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = address.Scheme == "https"
	return m
}

// person returns who is logged in; ok is false for nobody, also when the account
// was removed meanwhile. The role is read anew for every request.
func (s *Server) person(ctx context.Context) (newsroom.Person, bool, error) {
	id := s.sessions.GetString(ctx, sessionPerson)
	if id == "" {
		return newsroom.Person{}, false, nil
	}
	account, ok, err := s.Store.Account(ctx, id)
	if err != nil {
		return newsroom.Person{}, false, fmt.Errorf("read account: %w", err)
	}
	if people := s.office().People; people != nil && ok {
		person, known := people[id]
		return person, known, nil
	}
	return account.Person, ok, nil
}

// handler is a page for somebody who is logged in.
type handler func(w http.ResponseWriter, r *http.Request, by newsroom.Person)

// may lets people of a role through, chiefs everywhere, and sends others to the login.
func (s *Server) may(role newsroom.Role, next handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		by, ok, err := s.person(r.Context())
		switch {
		case err != nil:
			s.fail(w, r, err)
		case !ok && r.Method == http.MethodGet:
			http.Redirect(w, r, "/login?to="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		case !ok:
			s.refuse(w, r, http.StatusUnauthorized, "请先登录。")
		case role == newsroom.Chief && by.Role != newsroom.Chief:
			s.refuse(w, r, http.StatusForbidden, "只有值班主任可以做这件事。")
		default:
			next(w, r, by)
		}
	})
}

type loginPage struct {
	To     string
	Person string
	Fault  string
	Single bool // there is a login with an identity provider
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "login", loginPage{To: localPath(r.FormValue("to")), Single: s.single != nil})
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	page := loginPage{To: localPath(r.FormValue("to")), Person: strings.TrimSpace(r.FormValue("person")), Single: s.single != nil}
	keys := []string{"person " + page.Person, "address " + clientAddress(r, s.Trusted)}
	if wait := s.throttle.wait(keys...); wait > 0 {
		page.Fault = fmt.Sprintf("尝试次数太多，请 %d 秒后再试。", int(wait.Seconds())+1)
		w.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())+1))
		s.show(w, r, http.StatusTooManyRequests, "login", page)
		return
	}
	account, known, err := s.Store.Account(r.Context(), page.Person)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	// A name that is not there costs the same time as a wrong password.
	hash := account.Password
	if !known || hash == "" {
		hash = noPassword
	}
	if !checkPassword(hash, r.FormValue("password")) || hash == noPassword {
		s.throttle.fail(keys...)
		s.record(r.Context(), page.Person, "login refused", clientAddress(r, s.Trusted))
		page.Fault = "账号或密码不对。"
		s.show(w, r, http.StatusUnauthorized, "login", page)
		return
	}
	s.throttle.succeed(keys...)
	s.enter(w, r, account.Person, page.To)
}

// noPassword is a well-formed hash that no password has.
const noPassword = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// enter starts a session under a fresh token, so that one planted before means nothing.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, p newsroom.Person, to string) {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		s.fail(w, r, fmt.Errorf("renew session: %w", err))
		return
	}
	s.sessions.Put(r.Context(), sessionPerson, p.ID)
	s.record(r.Context(), p.ID, "login", clientAddress(r, s.Trusted))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	id := s.sessions.GetString(r.Context(), sessionPerson)
	if err := s.sessions.Destroy(r.Context()); err != nil {
		s.fail(w, r, fmt.Errorf("end session: %w", err))
		return
	}
	if id != "" {
		s.record(r.Context(), id, "logout", clientAddress(r, s.Trusted))
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

type welcomePage struct {
	Name  string
	Least int
	Fault string
}

// showWelcome shows the form behind a one-time link and uses nothing up: mail
// programs and chats open links by themselves.
func (s *Server) showWelcome(w http.ResponseWriter, r *http.Request) {
	account, err := s.invited(r)
	if err != nil {
		s.refuseLink(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "welcome", welcomePage{Name: account.Person.Name, Least: leastPassword})
}

func (s *Server) welcome(w http.ResponseWriter, r *http.Request) {
	account, err := s.invited(r)
	if err != nil {
		s.refuseLink(w, r, err)
		return
	}
	page := welcomePage{Name: account.Person.Name, Least: leastPassword}
	if r.FormValue("password") != r.FormValue("again") {
		page.Fault = "两次输入的密码不一样。"
	}
	hash, err := HashPassword(r.FormValue("password"))
	if err != nil {
		page.Fault = fmt.Sprintf("密码至少 %d 个字，最多 %d 个字。", leastPassword, mostPassword)
	}
	if page.Fault != "" {
		s.show(w, r, http.StatusUnprocessableEntity, "welcome", page)
		return
	}
	if _, err := s.Store.UseLink(r.Context(), TokenHash(r.PathValue("token")), PurposeWelcome); err != nil {
		s.refuseLink(w, r, err)
		return
	}
	account.Password = hash
	if err := s.Store.PutAccount(r.Context(), account); err != nil {
		s.fail(w, r, fmt.Errorf("store account: %w", err))
		return
	}
	s.record(r.Context(), account.Person.ID, "password set", "")
	s.enter(w, r, account.Person, "/")
}

// invited returns the account that a welcome link is for.
func (s *Server) invited(r *http.Request) (store.Account, error) {
	id, err := s.Store.PeekLink(r.Context(), TokenHash(r.PathValue("token")), PurposeWelcome)
	if err != nil {
		return store.Account{}, err
	}
	account, ok, err := s.Store.Account(r.Context(), id)
	if err == nil && !ok {
		err = store.ErrLink
	}
	return account, err
}

func (s *Server) refuseLink(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, store.ErrLink) {
		s.refuse(w, r, http.StatusGone, "链接已经用过、过期或不存在。请让管理员再发一个：yubao desk adduser")
		return
	}
	s.fail(w, r, err)
}

// localPath keeps a redirect on this page.
func localPath(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.ContainsAny(to, "\r\n\t") {
		return "/"
	}
	return to
}

// record writes an audit entry; a page that works is worth more than the entry, so
// a failure is logged only.
func (s *Server) record(ctx context.Context, person, act, detail string) {
	if err := s.Store.Record(ctx, store.AuditEntry{Person: person, Act: act, Detail: detail}); err != nil {
		s.Log.ErrorContext(ctx, "audit entry lost", "act", act, "err", err)
	}
}
