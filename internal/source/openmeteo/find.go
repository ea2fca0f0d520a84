package openmeteo

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"yubao/internal/remote"
	"yubao/internal/weather"
)

// Found is a place that the geocoder knows. What it does not know is empty.
type Found struct {
	Name       string                        `json:"name"`
	Admin      []string                      `json:"admin,omitempty"` // province, prefecture, county, as far as known and not the name itself
	Country    string                        `json:"country,omitempty"`
	Latitude   float64                       `json:"latitude"`
	Longitude  float64                       `json:"longitude"`
	Elevation  weather.Maybe[weather.Meters] `json:"elevation,omitzero"`
	Zone       string                        `json:"timezone,omitempty"` // of the place; what is printed in China is Asia/Shanghai
	Population int                           `json:"population,omitempty"`
}

// mostFound is how many places a search returns.
const mostFound = 20

// Find searches places by name, which may be Chinese, the best match first. No place
// of that name is no error.
func (s *Source) Find(ctx context.Context, name string) ([]Found, error) {
	q := url.Values{"name": {name}, "count": {fmt.Sprint(mostFound)}, "language": {"zh"}, "format": {"json"}}
	var found []Found
	_, err := s.get(ctx, s.config.GeocodingURL+"/v1/search", q, func(r remote.Response) (err error) {
		found, err = decodeFound(r.Body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find %q: %w", name, err)
	}
	return found, nil
}

// decodeFound reads an answer of the geocoder; without a hit it has no results key.
func decodeFound(body []byte) ([]Found, error) {
	var answer struct {
		Results []struct {
			Found
			Admin1 string `json:"admin1"`
			Admin2 string `json:"admin2"`
			Admin3 string `json:"admin3"`
			Admin4 string `json:"admin4"`
		} `json:"results"`
	}
	if err := remote.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read open-meteo places: %w", err)
	}
	var all []Found
	for _, r := range answer.Results {
		f := r.Found
		f.Admin = nil
		last := ""
		for _, admin := range []string{r.Admin1, r.Admin2, r.Admin3, r.Admin4} {
			if admin = strings.TrimSpace(admin); admin != "" && admin != f.Name && admin != last {
				f.Admin, last = append(f.Admin, admin), admin
			}
		}
		all = append(all, f)
	}
	return all, nil
}
