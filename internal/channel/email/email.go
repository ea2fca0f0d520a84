// Package email sends messages by SMTP, one recipient a message.
package email

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"net"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"yubao/internal/channel/attempt"
	"yubao/internal/delivery"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

const (
	timeout  = 30 * time.Second
	implicit = 465 // the port where TLS comes before SMTP (RFC 8314)
	patience = 10 * time.Minute
)

// crowded are words with which Tencent's and Alibaba's servers refuse an account that
// sends too much; waiting helps.
var crowded = []string{"too frequently", "frequency limited", "too many", "rate limit"}

// Config is the section channels.<name>.email.
type Config struct {
	Host     string        `yaml:"host"`
	Port     int           `yaml:"port"` // default 465; others start with STARTTLS
	Username string        `yaml:"username"`
	Password secret.String `yaml:"password"`
	From     string        `yaml:"from"`     // 新乡天气 <weather@example.org>
	To       string        `yaml:"to"`       // empty: only addresses named per message
	Insecure bool          `yaml:"insecure"` // send without TLS; for a server on this machine
	Rate     int           `yaml:"rate"`     // messages a minute, default 30

	// TLS overrides the settings of the connection, for tests with own certificates.
	TLS *tls.Config `yaml:"-"`
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	var problems []error
	if c.Host == "" {
		problems = append(problems, errors.New("host: missing"))
	}
	if c.Port < 0 || c.Port > 65535 {
		problems = append(problems, errors.New("port: must be between 1 and 65535"))
	}
	if _, err := mail.ParseAddress(c.From); err != nil {
		problems = append(problems, errors.New("from: must be an e-mail address"))
	}
	if _, err := mail.ParseAddress(c.To); c.To != "" && err != nil {
		problems = append(problems, errors.New("to: must be one e-mail address"))
	}
	if (c.Username == "") != c.Password.IsZero() {
		problems = append(problems, errors.New("username, password: one without the other"))
	}
	if c.Insecure && c.Username != "" {
		problems = append(problems, errors.New("insecure: would show the password"))
	}
	return errors.Join(problems...)
}

// Channel is one account.
type Channel struct{ config Config }

// New returns the channel of an account. It makes no connection.
func New(config Config) (*Channel, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if config.Port == 0 {
		config.Port = implicit
	}
	if config.Rate == 0 {
		config.Rate = 30
	}
	return &Channel{config}, nil
}

// Limits: any length. Providers keep their rates secret; the configured one is kept.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		HTML: true, Photo: delivery.PhotoWith, InFlight: 2,
		Rates: []delivery.Rate{{Scope: delivery.PerBot, Count: c.config.Rate, Period: time.Minute}},
	}
}

// Send makes one attempt over a connection of its own.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	to := target.Address
	if to == "" {
		to = c.config.To
	}
	letter, id, err := c.write(to, m)
	if err != nil {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, fmt.Errorf("email: %w", err))
	}
	client, err := c.client()
	if err != nil {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeChannel, fmt.Errorf("email: %w", err))
	}
	err = client.DialAndSendWithContext(ctx, letter)
	// Once the server has said 250 to the text, what happens to the connection is
	// no matter (RFC 5321, 4.2.5).
	if err == nil || letter.IsDelivered() {
		return delivery.Receipt{MessageID: id}, nil
	}
	return delivery.Receipt{}, c.judge(err)
}

// client returns the library's client: TLS is demanded, never a mere attempt.
func (c *Channel) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(c.config.Port), gomail.WithTimeout(timeout), gomail.WithoutNoop()}
	switch {
	case c.config.Insecure:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case c.config.Port == implicit:
		options = append(options, gomail.WithSSL())
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if c.config.TLS != nil {
		options = append(options, gomail.WithTLSConfig(c.config.TLS))
	}
	if c.config.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(c.config.Username), gomail.WithPassword(c.config.Password.Reveal()))
	}
	return gomail.NewClient(c.config.Host, options...)
}

// write composes the letter; its Message-ID is the same for every attempt.
func (c *Channel) write(to string, m delivery.Message) (*gomail.Msg, string, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := letter.From(c.config.From); err != nil {
		return nil, "", err
	}
	if err := letter.To(to); err != nil {
		return nil, "", err
	}
	id := messageID(c.config.From, to, m)
	letter.SetMessageIDWithValue(id)
	letter.SetDate()
	letter.Subject(subject(m))
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	if m.Unsubscribe != "" {                                // RFC 8058
		letter.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+clean(m.Unsubscribe)+">")
		letter.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	letter.SetBodyString(gomail.TypeTextPlain, m.TextWithLinks()+"\n")
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, page(m))
	}
	if len(m.Photo) > 0 {
		if err := letter.AttachReader("forecast.png", bytes.NewReader(m.Photo)); err != nil {
			return nil, "", err
		}
	}
	return letter, id, nil
}

// subject is the title, or the first line of the text.
func subject(m delivery.Message) string {
	s := m.Title
	if s == "" {
		s, _, _ = strings.Cut(m.Text, "\n")
	}
	return clean(s)
}

// clean takes out what would start a header of its own.
func clean(s string) string { return strings.NewReplacer("\r", "", "\n", " ").Replace(s) }

// page makes of Telegram's HTML subset, where newlines break lines, a page of HTML.
func page(m delivery.Message) string {
	return `<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>` + html.EscapeString(subject(m)) +
		`</title></head><body style="white-space:pre-line">` + m.HTML + "</body></html>"
}

// messageID derives the identity of a letter from its key and its reader.
func messageID(from, to string, m delivery.Message) string {
	key := m.Key
	if key == "" {
		key = m.Title + "\x00" + m.Text
	}
	sum := sha256.Sum256([]byte(key + "\x00" + to))
	domain := "yubao"
	if a, err := mail.ParseAddress(from); err == nil {
		_, domain, _ = strings.Cut(a.Address, "@")
	}
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// judge says what a failure asks for. Without a reply code after the text was on its
// way, nobody knows.
func (c *Channel) judge(err error) error {
	shown := fmt.Errorf("email: %w", err)
	if attempt.Redact(err.Error(), c.config.Password) != err.Error() {
		shown = errors.New("email: " + attempt.Redact(err.Error(), c.config.Password))
	}
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return c.judgeDial(err, shown)
	}
	code := failed.ErrorCode()
	closing := failed.Reason == gomail.ErrSMTPDataClose || failed.Reason == gomail.ErrWriteContent
	switch {
	case code == 0 && closing:
		return retry.Uncertain(shown)
	case says(err, crowded):
		return retry.After(patience, retry.ScopeChannel, shown)
	case code >= 500 && failed.Reason == gomail.ErrSMTPRcptTo:
		return retry.Permanent(retry.ScopeTarget, shown)
	case code >= 500 && failed.Reason == gomail.ErrSMTPMailFrom:
		return retry.Permanent(retry.ScopeChannel, shown)
	case code >= 500:
		return retry.Permanent(retry.ScopeMessage, shown)
	}
	return shown
}

// judgeDial tells a refused login or certificate, which a person must mend, from a
// server that is not there.
func (c *Channel) judgeDial(err, shown error) error {
	var certificate *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.As(err, &certificate), says(err, []string{"starttls"}),
		says(err, []string{"535 ", "534 ", "530 ", "no supported auth"}) && !errors.As(err, &network):
		return retry.Permanent(retry.ScopeChannel, shown)
	}
	return shown
}

func says(err error, phrases []string) bool {
	text := strings.ToLower(err.Error())
	for _, p := range phrases {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}
