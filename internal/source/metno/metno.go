package metno

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/weather"
)

// Config is the section metno of a source in config.yaml.
type Config struct {
	URL       string        `yaml:"url" jsonschema_description:"接口地址"`
	UserAgent string        `yaml:"user_agent" jsonschema:"required" jsonschema_description:"程序名和联系方式（邮箱或网址），挪威气象局要求写明"`
	Timeout   time.Duration `yaml:"timeout" jsonschema_description:"一次请求最久多久"`
}

const defaultURL = "https://api.met.no"

// Default asks the service itself; who asks must be stated.
func (c *Config) Default() { *c = Config{URL: defaultURL, Timeout: 30 * time.Second} }

// Validate reports every problem of the section; its text is for operators. The
// service answers 403 to a user agent without a contact
// (https://api.met.no/doc/TermsOfService).
func (c Config) Validate() error {
	var problems []error
	if u, err := url.Parse(c.URL); c.URL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		problems = append(problems, errors.New("url 不是网址"))
	}
	if !strings.Contains(c.UserAgent, "@") && !strings.Contains(c.UserAgent, "://") {
		problems = append(problems, errors.New("user_agent 要写明程序名和联系方式，例如 yubao/1.0 desk@example.org"))
	}
	if c.Timeout < 0 {
		problems = append(problems, errors.New("timeout 不能是负数"))
	}
	return errors.Join(problems...)
}

// Source asks MET Norway. It is safe for concurrent use.
type Source struct {
	config Config
	client *remote.Client
}

// New returns a source with the given settings.
func New(c Config, client *remote.Client) (*Source, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.URL = strings.TrimRight(cmp.Or(c.URL, defaultURL), "/")
	return &Source{config: c, client: client}, nil
}

// ID returns metno.
func (s *Source) ID() string { return SourceID }

// Forecast fetches the forecast of place from the current hour on; how many days it
// has is the service's choice.
func (s *Source) Forecast(ctx context.Context, place weather.Place, days int) (weather.Forecast, error) {
	a, err := s.Fetch(ctx, place, days)
	if err != nil {
		return weather.Forecast{}, err
	}
	return Decode(a.Body, place, a.Fetched)
}

// Fetch is Forecast before it is read. An answer that is still fresh by its Expires
// is not asked for again.
func (s *Source) Fetch(ctx context.Context, place weather.Place, _ int) (weather.Answer, error) {
	q := url.Values{"lat": {coordinate(place.Latitude)}, "lon": {coordinate(place.Longitude)}}
	if height, ok := place.Elevation.Get(); ok {
		q.Set("altitude", strconv.Itoa(int(height)))
	}
	reply, err := s.client.Do(ctx, remote.Request{
		URL: s.config.URL + "/weatherapi/locationforecast/2.0/complete", Query: q,
		Header:  http.Header{"User-Agent": {s.config.UserAgent}},
		Timeout: s.config.Timeout, Remember: true,
		Judge: func(r remote.Response) error { return judge(r, place) },
	})
	if err != nil {
		return weather.Answer{}, fmt.Errorf("forecast of %s: %w", place.ID, err)
	}
	return weather.Answer{Source: SourceID, Fetched: reply.At, Body: reply.Body}, nil
}

// coordinate writes degrees with four decimals, as more are answered with 403.
func coordinate(degrees float64) string { return strconv.FormatFloat(degrees, 'f', 4, 64) }

// judge gives a reply its consequence. 403 means that the user agent or the traffic
// is not liked: everything over this source has to stop.
func judge(r remote.Response, place weather.Place) error {
	if r.Status == http.StatusForbidden {
		return retry.Permanent(retry.ScopeChannel, &remote.StatusError{Response: r})
	}
	if err := remote.Check(r); err != nil {
		return err
	}
	_, err := Decode(r.Body, place, r.At)
	if err != nil && !errors.Is(err, remote.ErrNotJSON) {
		return retry.Permanent(retry.ScopeTarget, err)
	}
	return err
}
