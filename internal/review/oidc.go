package review

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"yubao/internal/newsroom"
	"yubao/internal/secret"
)

// OIDC is a login with an identity provider (OpenID Connect, authorization code with PKCE).
// Who logs in is the person of the desk with his e-mail address, as the provider has
// verified it; what he may do is what the configuration says.
type OIDC struct {
	Issuer string
	Client string
	Secret secret.String
	// Person returns whose e-mail address it is.
	Person func(email string) (newsroom.Person, bool)
}

// Keys of a login under way in the session.
const (
	oidcState    = "oidc_state"
	oidcNonce    = "oidc_nonce"
	oidcVerifier = "oidc_verifier"
	oidcTo       = "oidc_to"
)

// oidcTimeout bounds a request to the provider.
const oidcTimeout = 10 * time.Second

// single is the login with a provider, which is asked for its addresses when the first
// person comes: the desk starts without it. It is safe for concurrent use.
type single struct {
	OIDC
	back   string // where the provider sends people back to
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

func newSingle(c *OIDC, base *url.URL) *single {
	if c == nil {
		return nil
	}
	return &single{OIDC: *c, back: base.JoinPath("oidc", "callback").String(), client: &http.Client{Timeout: oidcTimeout}}
}

// known returns the provider and how to speak with it.
func (s *single) known(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.provider == nil {
		// The provider keeps the context for fetching its keys later on.
		lasting := oidc.ClientContext(context.WithoutCancel(ctx), s.client)
		provider, err := oidc.NewProvider(lasting, s.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("identity provider: %w", err)
		}
		s.provider = provider
	}
	return s.provider, &oauth2.Config{
		ClientID: s.Client, ClientSecret: s.Secret.Reveal(), Endpoint: s.provider.Endpoint(), RedirectURL: s.back,
		Scopes: []string{oidc.ScopeOpenID, "email"},
	}, nil
}

// startOIDC sends somebody to the provider.
func (s *Server) startOIDC(w http.ResponseWriter, r *http.Request) {
	_, flow, err := s.single.known(r.Context())
	if err != nil {
		s.refuseOIDC(w, r, err)
		return
	}
	state, _ := NewToken()
	nonce, _ := NewToken()
	verifier := oauth2.GenerateVerifier()
	for key, value := range map[string]string{oidcState: state, oidcNonce: nonce, oidcVerifier: verifier, oidcTo: localPath(r.FormValue("to"))} {
		s.sessions.Put(r.Context(), key, value)
	}
	http.Redirect(w, r, flow.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

// finishOIDC takes somebody back from the provider.
func (s *Server) finishOIDC(w http.ResponseWriter, r *http.Request) {
	person, to, err := s.verified(r)
	if err != nil {
		s.refuseOIDC(w, r, err)
		return
	}
	account, _, err := s.Store.Account(r.Context(), person.ID)
	if err == nil {
		account.Person = person
		err = s.Store.PutAccount(r.Context(), account)
	}
	if err != nil {
		s.fail(w, r, fmt.Errorf("account of %s: %w", person.ID, err))
		return
	}
	s.enter(w, r, person, to)
}

// errNobody says that a verified address is nobody's of the desk.
var errNobody = errors.New("nobody of the desk has this address")

// verified returns who comes back from the provider and where he wanted to go. A login
// under way is good for one try.
func (s *Server) verified(r *http.Request) (person newsroom.Person, to string, err error) {
	ctx := r.Context()
	state, nonce, verifier := s.sessions.PopString(ctx, oidcState), s.sessions.PopString(ctx, oidcNonce), s.sessions.PopString(ctx, oidcVerifier)
	to = localPath(s.sessions.PopString(ctx, oidcTo))
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(r.FormValue("state"))) != 1 {
		return person, to, errors.New("the state is not that of a login under way")
	}
	if fault := r.FormValue("error"); fault != "" {
		return person, to, fmt.Errorf("the identity provider refused: %.100q", fault)
	}
	provider, flow, err := s.single.known(ctx)
	if err != nil {
		return person, to, err
	}
	token, err := flow.Exchange(oidc.ClientContext(ctx, s.single.client), r.FormValue("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return person, to, fmt.Errorf("exchange the code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: s.single.Client}).Verify(ctx, raw)
	if err != nil {
		return person, to, fmt.Errorf("identity token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(nonce), []byte(id.Nonce)) != 1 {
		return person, to, errors.New("the identity token is not for this login")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return person, to, fmt.Errorf("identity token: %w", err)
	}
	person, known := s.single.Person(strings.ToLower(claims.Email))
	if !known || !claims.Verified || claims.Email == "" {
		return person, to, fmt.Errorf("%.100q, verified %t: %w", claims.Email, claims.Verified, errNobody)
	}
	return person, to, nil
}

// refuseOIDC says that a login did not come about; the reason is in the log.
func (s *Server) refuseOIDC(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.WarnContext(r.Context(), "login with the identity provider refused", "err", err)
	s.record(r.Context(), "", "login refused", clientAddress(r, s.Trusted))
	if errors.Is(err, errNobody) {
		s.refuse(w, r, http.StatusForbidden, "您的邮箱不在编辑部名单里，或还没有验证。请运维在 people 里写上您的 email。")
		return
	}
	s.refuse(w, r, http.StatusUnauthorized, "统一登录没有成功，请再试一次；也可以用账号和密码登录。")
}
