package openmeteo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
	"yubao/internal/weather"
)

// Config is the section openmeteo of a source in config.yaml.
type Config struct {
	URL          string        `yaml:"url" jsonschema_description:"预报接口地址"`
	AirURL       string        `yaml:"air_url" jsonschema_description:"空气质量接口地址"`
	GeocodingURL string        `yaml:"geocoding_url" jsonschema_description:"地名查询接口地址"`
	Key          secret.String `yaml:"apikey" jsonschema_description:"付费用户的密钥；填了就改用 customer- 开头的主机"`
	Models       []string      `yaml:"models" jsonschema_description:"指定模式；不填用 best_match"`
	Air          bool          `yaml:"air" jsonschema_description:"也取空气质量"`
	Causes       bool          `yaml:"causes" jsonschema_description:"也取四周六点的高空资料，用来说明天气成因"`
	Timeout      time.Duration `yaml:"timeout" jsonschema_description:"一次请求最久多久"`
}

const (
	defaultURL          = "https://api.open-meteo.com"
	defaultAirURL       = "https://air-quality-api.open-meteo.com"
	defaultGeocodingURL = "https://geocoding-api.open-meteo.com"
	paidPrefix          = "customer-"
)

// Default asks the free hosts for everything.
func (c *Config) Default() {
	*c = Config{URL: defaultURL, AirURL: defaultAirURL, GeocodingURL: defaultGeocodingURL, Air: true, Causes: true, Timeout: 30 * time.Second}
}

// Validate reports every problem of the section; its text is for operators.
func (c Config) Validate() error {
	var problems []error
	for _, u := range []struct{ key, value string }{{"url", c.URL}, {"air_url", c.AirURL}, {"geocoding_url", c.GeocodingURL}} {
		if parsed, err := url.Parse(u.value); u.value != "" && (err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https") {
			problems = append(problems, fmt.Errorf("%s 不是网址", u.key))
		}
	}
	if c.Timeout < 0 {
		problems = append(problems, errors.New("timeout 不能是负数"))
	}
	return errors.Join(problems...)
}

// Source asks Open-Meteo. It is safe for concurrent use.
type Source struct {
	config Config
	client *remote.Client
}

// New returns a source with the given settings. Addresses left empty are those of
// the service; with a key its free hosts are replaced by those of paying users.
func New(c Config, client *remote.Client) (*Source, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.URL = host(c.URL, defaultURL, c.Key)
	c.AirURL = host(c.AirURL, defaultAirURL, c.Key)
	c.GeocodingURL = host(c.GeocodingURL, defaultGeocodingURL, c.Key)
	return &Source{config: c, client: client}, nil
}

// host returns the address to ask: a key is refused by the free hosts with a redirect.
func host(address, standard string, key secret.String) string {
	address = strings.TrimRight(cmp.Or(address, standard), "/")
	if address == standard && !key.IsZero() {
		return strings.Replace(address, "://", "://"+paidPrefix, 1)
	}
	return address
}

// ID returns openmeteo.
func (s *Source) ID() string { return SourceID }

// Forecast fetches the forecast of place from yesterday on for so many days from
// today, and one more, whose first hours a window of the last day may need.
func (s *Source) Forecast(ctx context.Context, place weather.Place, days int) (weather.Forecast, error) {
	a, err := s.Fetch(ctx, place, days)
	if err != nil {
		return weather.Forecast{}, err
	}
	f, err := Decode(a.Body, place, a.Fetched)
	if err == nil && a.Air != nil {
		f.Air, err = DecodeAir(a.Air)
	}
	return f, err
}

// Fetch is Forecast before it is read. Air quality is no reason to go without a
// forecast: when it is not to be had, the answer says why.
func (s *Source) Fetch(ctx context.Context, place weather.Place, days int) (weather.Answer, error) {
	query, err := s.query(place, days)
	if err != nil {
		return weather.Answer{}, err
	}
	reply, err := s.get(ctx, s.config.URL+"/v1/forecast", query, func(r remote.Response) error {
		_, err := Decode(r.Body, place, r.At)
		return err
	})
	if err != nil {
		return weather.Answer{}, fmt.Errorf("forecast of %s: %w", place.ID, err)
	}
	a := weather.Answer{Source: SourceID, Fetched: reply.At, Body: reply.Body}
	if s.config.Air {
		a.Air, a.AirErr = s.fetchAir(ctx, place, days)
	}
	return a, nil
}

// Limits of the service: https://open-meteo.com/en/docs, forecast_days.
const (
	mostDays    = 16
	mostAirDays = 7
)

func (s *Source) query(place weather.Place, days int) (url.Values, error) {
	if place.Zone == nil || place.Zone.String() == "Local" {
		return nil, retry.Permanent(retry.ScopeTarget, fmt.Errorf("forecast of %s: the place has no named time zone", place.ID))
	}
	points := []weather.Place{place}
	if s.config.Causes && math.Abs(place.Latitude) < 87 {
		for _, o := range weather.ArmOffsets {
			points = append(points, weather.Place{Latitude: place.Latitude + o.Latitude, Longitude: math.Remainder(place.Longitude+o.Longitude, 360)})
		}
	}
	q := located(points)
	q.Set("timezone", place.Zone.String())
	q.Set("past_days", "1")
	q.Set("forecast_days", strconv.Itoa(min(max(days, 1)+1, mostDays)))
	q.Set("wind_speed_unit", "ms")
	q.Set("hourly", strings.Join(asked, ","))
	q.Set("daily", "sunrise,sunset,temperature_2m_max,temperature_2m_min")
	if len(s.config.Models) > 0 {
		q.Set("models", strings.Join(s.config.Models, ","))
	}
	return q, nil
}

// located sets the points of a request; the height of ground is given where it is
// known, and left to the service elsewhere.
func located(points []weather.Place) url.Values {
	var latitudes, longitudes, elevations []string
	known := false
	for _, p := range points {
		latitudes = append(latitudes, strconv.FormatFloat(p.Latitude, 'f', 4, 64))
		longitudes = append(longitudes, strconv.FormatFloat(p.Longitude, 'f', 4, 64))
		height := "nan"
		if v, ok := p.Elevation.Get(); ok {
			height, known = strconv.FormatFloat(float64(v), 'f', 0, 64), true
		}
		elevations = append(elevations, height)
	}
	q := url.Values{"latitude": {strings.Join(latitudes, ",")}, "longitude": {strings.Join(longitudes, ",")}}
	if known {
		q.Set("elevation", strings.Join(elevations, ","))
	}
	return q
}

// asked are the hourly columns of a request, in the order of the documentation.
var asked = append([]string{
	"temperature_2m", "relative_humidity_2m", "dew_point_2m", "apparent_temperature", "precipitation", "rain", "showers", "snowfall",
	"precipitation_probability", "weather_code", "cloud_cover", "cloud_cover_low", "cloud_cover_mid", "cloud_cover_high", "visibility",
	"wind_speed_10m", "wind_direction_10m", "wind_gusts_10m", "uv_index", "cape", "pressure_msl", "freezing_level_height",
}, askedAloft()...)

func askedAloft() []string {
	var names []string
	for _, surface := range []string{"850hPa", "700hPa", "500hPa"} {
		for _, name := range []string{"temperature", "relative_humidity", "wind_speed", "wind_direction", "geopotential_height"} {
			names = append(names, name+"_"+surface)
		}
	}
	return names
}

func (s *Source) fetchAir(ctx context.Context, place weather.Place, days int) ([]byte, error) {
	q := located([]weather.Place{{Latitude: place.Latitude, Longitude: place.Longitude}})
	q.Set("timezone", place.Zone.String())
	q.Set("past_days", "1")
	q.Set("forecast_days", strconv.Itoa(min(max(days, 1)+1, mostAirDays)))
	q.Set("hourly", "pm2_5,pm10,dust,ozone,nitrogen_dioxide,sulphur_dioxide,carbon_monoxide")
	reply, err := s.get(ctx, s.config.AirURL+"/v1/air-quality", q, func(r remote.Response) error {
		_, err := DecodeAir(r.Body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("air quality of %s: %w", place.ID, err)
	}
	return reply.Body, nil
}

// get asks for JSON that read can read.
func (s *Source) get(ctx context.Context, address string, q url.Values, read func(remote.Response) error) (remote.Response, error) {
	if !s.config.Key.IsZero() {
		q.Set("apikey", s.config.Key.Reveal())
	}
	return s.client.Do(ctx, remote.Request{
		URL: address, Query: q, Secrets: []secret.String{s.config.Key}, Timeout: s.config.Timeout,
		Judge: func(r remote.Response) error { return judge(r, read) },
	})
}
