package attempt

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"yubao/internal/pattern"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

// Service is a chat service that puts its refusals into answers of status 200, as a code
// with a text beside it.
type Service struct {
	Name  string // in errors: wecom
	Code  string // the code's name in an answer: errcode
	Words string // the text's: errmsg
	Codes Codes
	// Refine tells apart what one code means by its text; nil: the table says all.
	Refine func(code int, words string, err error) error
}

// Refusal is a service's code for a request that it did not carry out.
type Refusal struct {
	Service string
	Code    int
	Words   string // of the service; no contract
}

// Error returns the service, the code and its words.
func (r *Refusal) Error() string { return fmt.Sprintf("%s: %d %s", r.Service, r.Code, r.Words) }

// CodeOf returns the code of the refusal that err is, 0 for none.
func CodeOf(err error) int {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return 0
}

// Read takes an answer apart: into v, if not nil, when it is a success; else its error is
// a *Refusal tagged with what it asks for, or says that nothing is proven.
func (s Service) Read(reply Reply, v any, secrets ...secret.String) error {
	var fields map[string]json.RawMessage
	var code *int
	var words string
	if json.Unmarshal(reply.Body, &fields) != nil || json.Unmarshal(fields[s.Code], &code) != nil || code == nil {
		return Unproven(s.Name, reply)
	}
	if *code == 0 {
		if v != nil && json.Unmarshal(reply.Body, v) != nil {
			return Unproven(s.Name, reply)
		}
		return nil
	}
	_ = json.Unmarshal(fields[s.Words], &words) // the code decides
	words = chatter.Regexp().ReplaceAllString(words, "")
	err := s.Codes.Judge(&Refusal{s.Name, *code, Redact(words, secrets...)})
	if s.Refine != nil {
		return s.Refine(*code, words, err)
	}
	return err
}

// chatter is what a text of WeCom has for its support only: the trace, and the public
// address that we called from.
var chatter = pattern.New(`,? (hint:|from ip:|more info at).*`)

// Robot is the end of a service's webhook: an address of its own, with its key in it, for
// one group.
type Robot struct {
	service Service
	webhook *url.URL
	client  *remote.Client
	secrets []secret.String
}

// CheckWebhook says what is wrong with the address of a robot, without showing it.
func CheckWebhook(webhook secret.String) error {
	if webhook.IsZero() {
		return errors.New("webhook: missing")
	}
	if err := CheckURL(webhook.Reveal()); err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	return nil
}

// NewRobot returns the robot at an address. key picks the part of the address that is to
// be hidden wherever it shows up; more secrets may be named.
func NewRobot(service Service, client *remote.Client, webhook secret.String, key func(*url.URL) string, more ...secret.String) (*Robot, error) {
	if err := CheckWebhook(webhook); err != nil {
		return nil, err
	}
	address, err := url.Parse(webhook.Reveal())
	if err != nil {
		return nil, errors.New("webhook: is no address") // url's own error shows it
	}
	return &Robot{service, address, client, append([]secret.String{webhook, secret.New(key(address))}, more...)}, nil
}

// QueryKey picks a parameter of an address.
func QueryKey(name string) func(*url.URL) string {
	return func(u *url.URL) string { return u.Query().Get(name) }
}

// Bot names the robot for what is counted per robot, the same for all channels that share
// it, without giving its key away: wecom:1f2e3d4c5b6a.
func (r *Robot) Bot() string {
	sum := sha256.Sum256([]byte(r.webhook.String()))
	return r.service.Name + ":" + hex.EncodeToString(sum[:6])
}

// Post sends body once, with further parameters in the address.
func (r *Robot) Post(ctx context.Context, more url.Values, body []byte) error {
	address := *r.webhook
	if len(more) > 0 {
		query := address.Query()
		for name, values := range more {
			query[name] = values
		}
		address.RawQuery = query.Encode()
	}
	reply, err := Post(ctx, r.client, address.String(), body, r.secrets...)
	if err != nil {
		return fmt.Errorf("%s: %w", r.service.Name, err)
	}
	return r.service.Read(reply, nil, r.secrets...)
}

// CheckApp reports every problem of an app's section: keys that are missing, and an
// address of the service that is none, where there is one.
func CheckApp(api string, missing map[string]bool) error {
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(missing)) {
		if missing[key] {
			problems = append(problems, errors.New(key+": missing"))
		}
	}
	if api != "" {
		if err := CheckURL(api); err != nil {
			problems = append(problems, fmt.Errorf("api: %w", err))
		}
	}
	return errors.Join(problems...)
}
