package readers

import (
	"context"
	"fmt"
	"strings"

	"yubao/internal/gazetteer"
	"yubao/internal/weather"
)

// Geocoder is the wider net for names that the gazetteer does not have.
type Geocoder interface {
	Find(ctx context.Context, name string) ([]Place, error)
}

// Search finds places: those of the configuration, the divisions of China by name and
// pinyin, then whatever the geocoder knows. It is safe for concurrent use.
type Search struct {
	Known    []weather.Place // of the configuration
	Geocoder Geocoder        // nil: none
}

const (
	// mostFound is how many places a reader is asked to choose from.
	mostFound = 8
	// near is within which distance a division is a place of the configuration, in km: a
	// town's seat and its observatory are not at the same spot.
	near = 20
)

// Find returns the places that a query may mean, the likeliest first, none when it means
// none. A name that a place of the configuration has means that one.
func (s *Search) Find(ctx context.Context, query string) ([]Place, error) {
	query = strings.TrimSpace(query)
	if runes := []rune(query); len(runes) == 0 || len(runes) > mostQuery {
		return nil, nil
	}
	for _, k := range s.Known {
		if query == k.Name || query == k.Name+"市" || strings.EqualFold(query, k.ID) {
			return []Place{known(k)}, nil
		}
	}
	divisions := gazetteer.Find(query)
	if len(divisions) == 1 {
		return s.located(ctx, divisions[0])
	}
	var found []Place
	for _, d := range divisions[:min(len(divisions), mostFound)] {
		found = append(found, s.division(d)) // located when it is chosen
	}
	if len(found) > 0 || s.Geocoder == nil {
		return found, nil
	}
	wider, err := s.Geocoder.Find(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("find a place: %w", err)
	}
	return wider[:min(len(wider), mostFound)], nil
}

// division makes a division a place: that of the configuration where it is the same,
// else its own, which may lack its position.
func (s *Search) division(d gazetteer.Place) Place {
	for _, k := range s.Known {
		named := k.Name == d.Short || k.Name == d.Name
		if named && d.Located && d.Level == gazetteer.City && gazetteer.Distance(k.Latitude, k.Longitude, d.Latitude, d.Longitude) < near {
			return known(k)
		}
	}
	return ofDivision(d)
}

// located returns a division with its position: the gazetteer's, else the geocoder's,
// else the rough one of the gazetteer, else, for a district of a city, the city. None
// where nobody knows it.
func (s *Search) located(ctx context.Context, d gazetteer.Place) ([]Place, error) {
	if d.Located && !d.Rough {
		return []Place{s.division(d)}, nil
	}
	if s.Geocoder != nil {
		found, err := s.Geocoder.Find(ctx, d.Name)
		if err != nil && !d.Rough {
			return nil, fmt.Errorf("find a place: %w", err)
		}
		for _, f := range found {
			if within(f, d) {
				f.Name, f.Full, f.Key = d.Name, d.Full(), "g"+d.Code
				return []Place{f}, nil
			}
		}
	}
	if d.Rough {
		return []Place{s.division(d)}, nil
	}
	if d.Level != gazetteer.District || len(d.Parents) == 0 {
		return nil, nil
	}
	city := d.Parents[len(d.Parents)-1]
	for _, c := range gazetteer.Find(city) {
		if c.Level == gazetteer.City && c.Name == city && c.Located {
			return []Place{s.division(c)}, nil
		}
	}
	return nil, nil
}

// within reports whether what the geocoder found lies in the division's parents.
func within(f Place, d gazetteer.Place) bool {
	for _, parent := range d.Parents {
		short := []rune(parent)[:2] // 河南省, 新乡市: two characters tell them apart
		if !strings.Contains(f.Full, string(short)) {
			return false
		}
	}
	return true
}

// Resolve returns the place of a key that was put into a button. The key may come from a
// stranger's hand.
func (s *Search) Resolve(ctx context.Context, key, name string) (Place, bool, error) {
	for _, k := range s.Known {
		if k.ID == key {
			return known(k), true, nil
		}
	}
	if code, ok := strings.CutPrefix(key, "g"); ok {
		for _, d := range gazetteer.All() {
			if d.Code == code {
				found, err := s.located(ctx, d)
				if err != nil || len(found) == 0 {
					return Place{}, false, err
				}
				return found[0], true, nil
			}
		}
	}
	if strings.HasPrefix(key, "p") {
		p, ok := parsePosition(key, name)
		return p, ok, nil
	}
	return Place{}, false, nil
}

// Near is a position, called after the division it lies at.
func (s *Search) Near(latitude, longitude float64) Place {
	name := ""
	if d, km := gazetteer.Nearest(latitude, longitude); km < 40 {
		name = d.Name
	}
	return At(latitude, longitude, name)
}

// known is a place of the configuration.
func known(k weather.Place) Place {
	return Place{Key: k.ID, Name: k.Name, Latitude: k.Latitude, Longitude: k.Longitude, Zone: k.Zone.String()}
}
