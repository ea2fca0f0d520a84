package review_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"yubao/internal/newsroom"
	"yubao/internal/review"
	"yubao/internal/secret"
)

// issuer is an identity provider at which one person is logged in.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey

	mu     sync.Mutex
	claims map[string]any // of the next identity token, beside what every token has
	signer *rsa.PrivateKey
	asked  url.Values // the latest request for a login
	used   bool       // its code
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key, signer: key, claims: map[string]any{}}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, body any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(body); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &i.key.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		i.asked, i.used = r.URL.Query(), false
		i.mu.Unlock()
		back := r.FormValue("redirect_uri") + "?" + url.Values{"code": {"the-code"}, "state": {r.FormValue("state")}}.Encode()
		http.Redirect(w, r, back, http.StatusSeeOther)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if i.used || r.FormValue("code") != "the-code" || base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		i.used = true
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": i.token(t)})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// token signs an identity token. The caller holds the lock.
func (i *issuer) token(t *testing.T) string {
	claims := map[string]any{
		"iss": i.URL, "aud": "yubao", "sub": "7", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
		"nonce": i.asked.Get("nonce"), "email": "li@example.org", "email_verified": true,
	}
	for k, v := range i.claims {
		claims[k] = v
	}
	body, err := json.Marshal(claims)
	if err != nil {
		t.Error(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: i.signer}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Error(err)
		return ""
	}
	signed, err := signer.Sign(body)
	if err != nil {
		t.Error(err)
		return ""
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Error(err)
	}
	return text
}

// singleSite is a desk page whose people log in at an issuer.
func singleSite(t *testing.T, i *issuer) *site {
	t.Helper()
	s := newSite(t)
	web := httptest.NewUnstartedServer(nil)
	address, err := url.Parse("http://" + web.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	li := newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}
	s.page, err = review.New(review.Config{
		Store: s.store, URL: address, Zone: time.UTC, Now: s.clock.Now, Log: slog.New(slog.DiscardHandler),
		Office: func() review.Office { return review.Office{People: map[string]newsroom.Person{"li": li}} },
		OIDC: &review.OIDC{Issuer: i.URL, Client: "yubao", Secret: secret.New("hidden"), Person: func(email string) (newsroom.Person, bool) {
			return li, email == "li@example.org"
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	web.Config.Handler = s.page.Handler()
	web.Start()
	t.Cleanup(func() { web.Close(); s.page.Close() })
	s.Server = web
	return s
}

func TestLoginWithAnIdentityProvider(t *testing.T) {
	t.Parallel()
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		claims map[string]any
		signer *rsa.PrivateKey
		status int
	}{
		{"a verified address of the desk", nil, nil, http.StatusOK},
		{"capitals in the address", map[string]any{"email": "Li@Example.org"}, nil, http.StatusOK},
		{"an address that nobody verified", map[string]any{"email_verified": false}, nil, http.StatusForbidden},
		{"somebody else's address", map[string]any{"email": "eve@example.org"}, nil, http.StatusForbidden},
		{"no address", map[string]any{"email": ""}, nil, http.StatusForbidden},
		{"a token for another client", map[string]any{"aud": "other"}, nil, http.StatusUnauthorized},
		{"a token of another issuer", map[string]any{"iss": "https://evil.example"}, nil, http.StatusUnauthorized},
		{"a token for another login", map[string]any{"nonce": "stolen"}, nil, http.StatusUnauthorized},
		{"a token that has expired", map[string]any{"exp": 1}, nil, http.StatusUnauthorized},
		{"a token of another key", nil, stranger, http.StatusUnauthorized},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t)
			i.claims = tt.claims
			if tt.signer != nil {
				i.signer = tt.signer
			}
			s := singleSite(t, i)
			b := s.browser()
			if _, body := s.get(t, b, "/outbox"); !strings.Contains(body, `href="/oidc/start?to=%2foutbox"`) {
				t.Fatalf("the login page shows no way: %s", body)
			}
			status, body := s.get(t, b, "/oidc/start?to=/outbox")
			if status != tt.status || (status == http.StatusOK) != strings.Contains(body, "要人处理的") {
				t.Errorf("status %d, want %d: %.300s", status, tt.status, body)
			}
			if i.asked.Get("code_challenge_method") != "S256" || i.asked.Get("nonce") == "" || len(i.asked.Get("state")) < 20 {
				t.Errorf("asked with %v", i.asked)
			}
			if _, body := s.get(t, b, "/outbox"); (tt.status == http.StatusOK) != strings.Contains(body, "要人处理的") {
				t.Errorf("afterwards the desk is open: %t", strings.Contains(body, "要人处理的"))
			}
		})
	}
}

// A way back that nobody set out on, or that was used, opens nothing.
func TestWaysBackAreGoodOnce(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	s := singleSite(t, i)
	if status, _ := s.get(t, s.browser(), "/oidc/callback?code=the-code&state=guessed"); status != http.StatusUnauthorized {
		t.Errorf("a state out of nowhere: %d", status)
	}
	b := s.browser()
	s.get(t, b, "/oidc/start")
	again := "/oidc/callback?code=the-code&state=" + url.QueryEscape(i.asked.Get("state"))
	if status, _ := s.get(t, b, again); status != http.StatusUnauthorized {
		t.Errorf("a way back for the second time: %d", status)
	}
	if status, _ := s.get(t, s.browser(), again); status != http.StatusUnauthorized {
		t.Errorf("in another browser: %d", status)
	}
	i.Close()
	if status, body := s.get(t, s.browser(), "/login"); status != http.StatusOK || !strings.Contains(body, "密码") {
		t.Errorf("without the provider there is no login at all: %d", status)
	}
}
