package readers_test

import (
	"context"
	"errors"
	"testing"

	"yubao/internal/chat/readers"
	"yubao/internal/gazetteer"
)

// oracle is a geocoder with one answer.
type oracle struct {
	places []readers.Place
	err    error
}

func (o oracle) Find(context.Context, string) ([]readers.Place, error) { return o.places, o.err }

// roughly is a county of which the gazetteer has but a rough position.
func roughly(t *testing.T) gazetteer.Place {
	t.Helper()
	for _, d := range gazetteer.All() {
		if d.Rough && d.Level == gazetteer.County && len(gazetteer.Find(d.Name)) == 1 {
			return d
		}
	}
	t.Skip("every county is at its seat")
	return gazetteer.Place{}
}

func TestTheSeatOfARoughlyKnownCounty(t *testing.T) {
	t.Parallel()
	d := roughly(t)
	seat := readers.At(d.Latitude+0.2, d.Longitude+0.2, d.Name)
	seat.Full = d.Full()
	for _, c := range []struct {
		name     string
		geocoder readers.Geocoder
		latitude float64
	}{
		{"is the geocoder's", oracle{places: []readers.Place{seat}}, seat.Latitude},
		{"is taken roughly where the geocoder knows none", oracle{}, d.Latitude},
		{"is taken roughly where the geocoder does not answer", oracle{err: errors.New("down")}, d.Latitude},
		{"is taken roughly where there is no geocoder", nil, d.Latitude},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			search := &readers.Search{Geocoder: c.geocoder}
			found, err := search.Find(t.Context(), d.Name)
			if err != nil || len(found) != 1 {
				t.Fatalf("Find(%q) = %v, %v, want one place", d.Name, found, err)
			}
			if found[0].Latitude != c.latitude || found[0].Full != d.Full() {
				t.Errorf("Find(%q) = %+v, want it at %.4f", d.Name, found[0], c.latitude)
			}
		})
	}
}
