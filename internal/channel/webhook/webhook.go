// Package webhook posts messages to another program, signed by the rules of
// Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks.
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yubao/internal/channel/attempt"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

const (
	prefix   = "whsec_"
	patience = time.Minute    // after a 429 that states no time
	window   = 24 * time.Hour // within which receivers are asked to remember an id
)

// Config is the section channels.<name>.webhook.
type Config struct {
	URL          secret.String `yaml:"url"`
	Secret       secret.String `yaml:"secret"`        // whsec_ and base64; the body is signed with it
	AllowPrivate bool          `yaml:"allow_private"` // the receiver may be in the own network
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	var problems []error
	if err := attempt.CheckURL(c.URL.Reveal()); err != nil {
		problems = append(problems, fmt.Errorf("url: %w", err))
	}
	if _, err := key(c.Secret); err != nil {
		problems = append(problems, fmt.Errorf("secret: %w", err))
	}
	return errors.Join(problems...)
}

// key decodes a secret: what follows whsec_ is base64.
func key(s secret.String) ([]byte, error) {
	encoded, ok := strings.CutPrefix(s.Reveal(), prefix)
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(decoded) == 0 {
		return nil, errors.New("must be whsec_ followed by base64")
	}
	return decoded, nil
}

// Channel is one receiver.
type Channel struct {
	config Config
	key    []byte
	client *remote.Client
	now    func() time.Time
}

// New returns the channel of a receiver.
func New(config Config, client *remote.Client) (*Channel, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	k, err := key(config.Secret)
	if err != nil {
		return nil, err
	}
	return &Channel{config: config, key: k, client: client, now: time.Now}, nil
}

// Limits: any length; the receiver knows a message that comes again by its id.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{Photo: delivery.PhotoWith, InFlight: 2, Idempotent: window}
}

type event struct {
	Type string `json:"type"` // message.bulletin, message.correction …
	Data data   `json:"data"`
}

type data struct {
	Title string `json:"title,omitempty"`
	Text  string `json:"text"`
	HTML  string `json:"html,omitempty"`
	Photo []byte `json:"photo,omitempty"` // PNG in base64
	Part  int    `json:"part,omitempty"`
	Parts int    `json:"parts,omitempty"`
}

// Send makes one attempt. Every attempt of one delivery has the same webhook-id and
// the same body, and a timestamp of its own.
func (c *Channel) Send(ctx context.Context, _ delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	body := attempt.JSON(event{Type: "message." + string(m.Kind), Data: data{
		Title: m.Title, Text: m.TextWithLinks(), HTML: m.HTML, Photo: m.Photo, Part: m.Part, Parts: m.Parts,
	}})
	id := identify(m, body)
	stamp := strconv.FormatInt(c.now().Unix(), 10)
	header := attempt.JSONHeader.Clone()
	header.Set("webhook-id", id)
	header.Set("webhook-timestamp", stamp)
	header.Set("webhook-signature", Sign(c.key, id, stamp, body))
	reply, err := attempt.Ask(ctx, c.client, remote.Request{
		Method: http.MethodPost, URL: c.config.URL.Reveal(), Header: header, Body: body,
		Secrets: []secret.String{c.config.URL, c.config.Secret}, PublicOnly: !c.config.AllowPrivate,
	})
	if err != nil {
		return delivery.Receipt{}, fmt.Errorf("webhook: %w", err)
	}
	return delivery.Receipt{MessageID: id}, judge(reply)
}

// identify returns the id of a delivery: its key, or what its body makes.
func identify(m delivery.Message, body []byte) string {
	if m.Key != "" {
		return m.Key
	}
	sum := sha256.Sum256(body)
	return "msg_" + base64.RawURLEncoding.EncodeToString(sum[:16])
}

// judge goes by the status alone: 2xx is done, 410 switches the receiver off, and
// whatever else it says, it did not take the message and may be asked again.
func judge(reply attempt.Reply) error {
	err := fmt.Errorf("webhook: HTTP %d", reply.Status)
	switch {
	case reply.Status >= 200 && reply.Status < 300:
		return nil
	case reply.Status == http.StatusGone:
		return retry.Permanent(retry.ScopeTarget, err)
	case reply.Status == http.StatusTooManyRequests:
		wait := patience
		if s, e := strconv.Atoi(reply.Header.Get("Retry-After")); e == nil && s > 0 {
			wait = time.Duration(s) * time.Second
		}
		return retry.After(wait, retry.ScopeTarget, err)
	case reply.Status >= 500:
		return retry.Uncertain(err) // the id protects against a double
	}
	return err
}

// Sign returns the webhook-signature of body under the decoded key.
func Sign(key []byte, id, seconds string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + seconds + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
