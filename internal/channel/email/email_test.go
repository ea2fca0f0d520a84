package email_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"yubao/internal/channel/email"
	"yubao/internal/delivery"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// server is a small SMTP server with STARTTLS and a certificate of its own. Its
// answers to the steps of a delivery are scripted; an empty answer breaks the connection.
type server struct {
	answers map[string]string // by AUTH, RCPT, DOT, RSET
	plain   bool              // offers no STARTTLS

	mu      sync.Mutex
	letters []string
	config  *tls.Config
	roots   *x509.CertPool
	port    int
}

func start(t *testing.T, s *server) *server {
	t.Helper()
	s.config, s.roots = certificate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	var running sync.WaitGroup
	t.Cleanup(func() { listener.Close(); running.Wait() })
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { s.talk(conn) })
		}
	})
	return s
}

// certificate makes one for 127.0.0.1 that is its own authority.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}

// answer writes the scripted line of a step; false ends the connection.
func (s *server) answer(conn net.Conn, step, usual string) bool {
	line, scripted := s.answers[step]
	if !scripted {
		line = usual
	}
	if line == "" {
		return false
	}
	fmt.Fprint(conn, line+"\r\n")
	return true
}

func (s *server) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	fmt.Fprint(conn, "220 test\r\n")
	in, secure := bufio.NewReader(conn), false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		on := true
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); verb {
		case "EHLO":
			extensions := "250-test\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN\r\n"
			if !s.plain && !secure {
				extensions += "250-STARTTLS\r\n"
			}
			fmt.Fprint(conn, extensions+"250 OK\r\n")
		case "STARTTLS":
			fmt.Fprint(conn, "220 go\r\n")
			conn = tls.Server(conn, s.config)
			in, secure = bufio.NewReader(conn), true
		case "AUTH":
			on = s.answer(conn, "AUTH", "235 ok")
		case "RCPT":
			on = s.answer(conn, "RCPT", "250 ok")
		case "DATA":
			fmt.Fprint(conn, "354 go\r\n")
			on = s.letter(in) && s.answer(conn, "DOT", "250 queued")
		case "RSET":
			on = s.answer(conn, "RSET", "250 ok")
		case "QUIT":
			fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprint(conn, "250 ok\r\n")
		}
		if !on {
			return
		}
	}
}

// letter reads up to the dot and keeps the text.
func (s *server) letter(in *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.letters = append(s.letters, b.String())
			return true
		}
		b.WriteString(line)
	}
}

func open(t *testing.T, s *server, trusted bool) *email.Channel {
	t.Helper()
	config := email.Config{
		Host: "127.0.0.1", Port: s.port, Username: "weather", Password: secret.New("pass-9d1"),
		From: "新乡天气 <weather@example.org>", TLS: &tls.Config{ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12},
	}
	if trusted {
		config.TLS.RootCAs = s.roots
	}
	c, err := email.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var reader = delivery.Target{Channel: "mail", Address: "reader@example.net"}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	const sent retry.Consequence = -1
	tests := []struct {
		name    string
		answers map[string]string
		plain   bool
		strange bool // the certificate is not trusted
		want    retry.Consequence
		scope   retry.Scope
	}{
		{name: "a letter that was queued is sent", want: sent},
		{name: "no such reader is for good", answers: map[string]string{"RCPT": "550 No such user"}, want: retry.GiveUp, scope: retry.ScopeTarget},
		{name: "a busy mailbox is tried again", answers: map[string]string{"RCPT": "451 Try again later"}, want: retry.Again},
		{name: "a refused text is for good", answers: map[string]string{"DOT": "554 spam"}, want: retry.GiveUp},
		{name: "an account that sends too much waits", answers: map[string]string{"DOT": "550 Mail content denied: too frequently sending"}, want: retry.Wait, scope: retry.ScopeChannel},
		{name: "a connection lost after the dot is uncertain", answers: map[string]string{"DOT": ""}, want: retry.Doubtful},
		{name: "a connection lost after the server took it is sent", answers: map[string]string{"RSET": ""}, want: sent},
		{name: "a wrong password stops the channel", answers: map[string]string{"AUTH": "535 denied"}, want: retry.GiveUp, scope: retry.ScopeChannel},
		{name: "a server without TLS stops the channel", plain: true, want: retry.GiveUp, scope: retry.ScopeChannel},
		{name: "a strange certificate stops the channel", strange: true, want: retry.GiveUp, scope: retry.ScopeChannel},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, &server{answers: tt.answers, plain: tt.plain})
			_, err := open(t, s, !tt.strange).Send(t.Context(), reader, delivery.Message{Title: "天气", Text: "晴", Key: "k"})
			if tt.want == sent {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			got, scope, _ := retry.Of(err)
			if err == nil || got != tt.want || scope != tt.scope {
				t.Errorf("error %v asks for %d, scope %d", err, got, scope)
			}
			if err != nil && strings.Contains(err.Error(), "pass-9d1") {
				t.Errorf("error shows the password: %v", err)
			}
		})
	}
}

func TestNobodyThereIsTriedAgain(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{port: listener.Addr().(*net.TCPAddr).Port}
	listener.Close()
	_, err = open(t, s, false).Send(t.Context(), reader, delivery.Message{Text: "晴"})
	if got, _, _ := retry.Of(err); err == nil || got != retry.Again {
		t.Errorf("error %v asks for %d", err, got)
	}
}

func TestLetter(t *testing.T) {
	t.Parallel()
	s := start(t, &server{})
	m := delivery.Message{
		Title: "天气\r\nBcc: x@example.net", Text: "晴", HTML: "<b>晴</b>", Key: "k", Unsubscribe: "https://desk.example.org/u?t=1",
	}
	c := open(t, s, true)
	for range 2 {
		if _, err := c.Send(t.Context(), reader, m); err != nil {
			t.Fatal(err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, header := range []string{
		"Auto-Submitted: auto-generated", "List-Unsubscribe: <https://desk.example.org/u?t=1>",
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click", "multipart/alternative", "Date: ", "To: <reader@example.net>",
	} {
		if !strings.Contains(s.letters[0], header) {
			t.Errorf("no %q in\n%s", header, s.letters[0])
		}
	}
	if strings.Contains(s.letters[0], "\r\nBcc:") {
		t.Error("a title smuggled a header in")
	}
	if a, b := identity(s.letters[0]), identity(s.letters[1]); a == "" || a != b {
		t.Errorf("two attempts have the identities %q and %q", a, b)
	}
}

func identity(letter string) string {
	_, rest, _ := strings.Cut(letter, "Message-ID: ")
	id, _, _ := strings.Cut(rest, "\r\n")
	return id
}
