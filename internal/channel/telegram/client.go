package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yubao/internal/channel/attempt"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

const (
	callTimeout = 30 * time.Second
	// MaxPoll is the longest wait of getUpdates that the server allows.
	MaxPoll = 50 * time.Second
	// patience is the wait after a 429 that states none.
	patience = 10 * time.Second
	// grace is waited beyond what a 429 asks for, which is in whole seconds.
	grace = 300 * time.Millisecond
)

// Bot is the credential and the endpoint, the telegram section of the configuration.
type Bot struct {
	Token secret.String `yaml:"token"`
	API   string        `yaml:"api"`  // default https://api.telegram.org
	Rate  int           `yaml:"rate"` // messages a second over all chats, default 30
}

// Validate reports every problem of the section.
func (b Bot) Validate() error {
	var problems []error
	if b.Token.IsZero() {
		problems = append(problems, errors.New("token: missing"))
	} else if id, key, ok := strings.Cut(b.Token.Reveal(), ":"); !ok || key == "" || strings.Trim(id, "0123456789") != "" {
		problems = append(problems, errors.New("token: must look like 123456:ABC, as BotFather gives it"))
	}
	if u, err := url.Parse(b.API); b.API != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Contains(b.API, "%")) {
		problems = append(problems, errors.New("api: must be an http or https address"))
	}
	if b.Rate < 0 || b.Rate > 1000 {
		problems = append(problems, errors.New("rate: must be between 1 and 1000 messages a second"))
	}
	return errors.Join(problems...)
}

// Client calls the methods of the Bot API through go-telegram-bot-api. It adds what
// the library lacks: a context, a limit on answers, errors that say whether the call
// may have worked, and no token in any of them. One client serves all chats; it is
// safe for concurrent use.
type Client struct {
	token secret.String
	api   string
	http  *http.Client
}

// NewClient returns a client for bot. It makes no request.
func NewClient(bot Bot) (*Client, error) {
	if err := bot.Validate(); err != nil {
		return nil, err
	}
	if bot.API == "" {
		bot.API = "https://api.telegram.org"
	}
	return &Client{
		token: bot.Token,
		api:   strings.TrimRight(bot.API, "/"),
		http:  attempt.NewHTTP(MaxPoll + callTimeout),
	}, nil
}

// Close drops the connections that are kept for the next call.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// ID returns the bot's own user id, the part of its token that is no secret.
func (c *Client) ID() int64 {
	id, _, _ := strings.Cut(c.token.Reveal(), ":")
	n, _ := strconv.ParseInt(id, 10, 64) // Validate saw digits
	return n
}

// Name returns what all channels of the bot share: telegram:123456. The zero Client,
// of which nothing can be sent, has an empty one.
func (c *Client) Name() string {
	if c == nil || c.token.IsZero() {
		return ""
	}
	return "telegram:" + strconv.FormatInt(c.ID(), 10)
}

// Params are the parameters of a method, as text or JSON.
type Params = map[string]string

// Call makes one call and returns its result. An error is an *Error or one of the
// network; both carry what they ask for (package retry).
func (c *Client) Call(ctx context.Context, method string, params Params) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.call(ctx, method, params)
}

// Upload is Call with one file in the given field.
func (c *Client) Upload(ctx context.Context, method string, params Params, field, name string, data []byte) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*callTimeout)
	defer cancel()
	file := tgbotapi.RequestFile{Name: field, Data: tgbotapi.FileBytes{Name: name, Bytes: data}}
	resp, err := c.bot(ctx).UploadFiles(method, params, []tgbotapi.RequestFile{file})
	return c.result(method, resp, err)
}

// Updates waits up to wait (at most MaxPoll) for updates from offset on. Asking for
// an offset confirms all updates before it. The updates are returned undecoded: the
// library's types are older than some of their fields.
func (c *Client) Updates(ctx context.Context, offset int64, wait time.Duration, kinds []string) ([]json.RawMessage, error) {
	wait = min(wait, MaxPoll)
	ctx, cancel := context.WithTimeout(ctx, wait+callTimeout)
	defer cancel()
	allowed, err := json.Marshal(append([]string{}, kinds...))
	if err != nil {
		return nil, err
	}
	result, err := c.call(ctx, "getUpdates", Params{
		"offset":          strconv.FormatInt(offset, 10),
		"timeout":         strconv.Itoa(int(wait / time.Second)),
		"allowed_updates": string(allowed),
	})
	if err != nil {
		return nil, err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(result, &updates); err != nil {
		return nil, fmt.Errorf("telegram getUpdates: %w", err)
	}
	return updates, nil
}

func (c *Client) call(ctx context.Context, method string, params Params) (json.RawMessage, error) {
	resp, err := c.bot(ctx).MakeRequest(method, params)
	return c.result(method, resp, err)
}

// bot returns the library's client bound to ctx. Made as a literal, it calls no getMe.
func (c *Client) bot(ctx context.Context) *tgbotapi.BotAPI {
	bot := &tgbotapi.BotAPI{Token: c.token.Reveal(), Client: seam{ctx, c}}
	bot.SetAPIEndpoint(c.api + "/bot%s/%s")
	return bot
}

// result turns the library's answer into ours.
func (c *Client) result(method string, resp *tgbotapi.APIResponse, err error) (json.RawMessage, error) {
	var refused *tgbotapi.Error
	switch {
	case err == nil:
		return resp.Result, nil
	case !errors.As(err, &refused):
		if unwritten(err) {
			err = errors.New(attempt.Redact(err.Error(), c.token))
		}
		return nil, fmt.Errorf("telegram %s: %w", method, err)
	}
	// UploadFiles leaves the code out of its error; the response has it.
	e := &Error{Method: method, Code: resp.ErrorCode, Description: attempt.Redact(resp.Description, c.token)}
	if resp.Parameters != nil {
		e.RetryAfter = time.Duration(resp.Parameters.RetryAfter) * time.Second
		e.MigrateTo = resp.Parameters.MigrateToChatID
	}
	return nil, e.tagged()
}

// unwritten reports whether an error came from the library before the request was
// handed to the seam: such an error may show the URL.
func unwritten(err error) bool {
	var shown *url.Error
	return errors.As(err, &shown)
}

// seam is the library's HTTP client: package attempt behind the call's context.
type seam struct {
	ctx    context.Context
	client *Client
}

// Do sends req once and passes on only answers that the library can decode.
func (s seam) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	req.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}
	req = req.WithContext(s.ctx)
	req.Body = io.NopCloser(bytes.NewReader(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.ContentLength = int64(len(body))
	reply, err := attempt.Do(s.client.http, req, s.client.token)
	if err != nil {
		return nil, err
	}
	if err := check(reply); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: reply.Status, Header: reply.Header, Request: req,
		Body: io.NopCloser(bytes.NewReader(reply.Body)),
	}, nil
}

// check refuses what is no answer of the Bot API: then a proxy spoke, or the answer
// broke off, and nobody knows what became of the request.
func check(reply attempt.Reply) error {
	var head struct {
		OK        *bool           `json:"ok"`
		ErrorCode int             `json:"error_code"`
		Result    json.RawMessage `json:"result"`
	}
	err := json.Unmarshal(reply.Body, &head)
	if err == nil && head.OK != nil && (*head.OK && head.Result != nil || !*head.OK && head.ErrorCode != 0) {
		return nil
	}
	err = fmt.Errorf("HTTP %d without an answer of the Bot API", reply.Status)
	if reply.Status == http.StatusTooManyRequests {
		return retry.After(retryAfter(reply.Header), retry.ScopeChannel, err)
	}
	return retry.Uncertain(err)
}

// retryAfter reads the header of that name, in seconds.
func retryAfter(h http.Header) time.Duration {
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		return time.Duration(s) * time.Second
	}
	return patience
}
