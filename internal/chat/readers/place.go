package readers

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"yubao/internal/delivery"
	"yubao/internal/gazetteer"
	"yubao/internal/weather"
)

// Place is where a reader wants to know the weather.
type Place struct {
	// Key is the place's key in the configuration; or g and the code of the division; or p
	// and the position: p35.30,113.93.
	Key       string  `json:"-"`
	Name      string  `json:"name"`           // 封丘县
	Full      string  `json:"full,omitempty"` // 河南省新乡市封丘县, to tell it from others
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Zone      string  `json:"zone,omitempty"` // empty: that of China
}

// label is how a place is told from others of its name.
func (p Place) label() string {
	if p.Full != "" {
		return p.Full
	}
	return p.Name
}

// Weather is the place as the core sees it.
func (p Place) Weather() (weather.Place, error) {
	name := p.Zone
	if name == "" {
		name = "Asia/Shanghai"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return weather.Place{}, fmt.Errorf("zone of %s: %w", p.Name, err)
	}
	return weather.Place{ID: p.Key, Name: p.Name, Called: p.Name, Latitude: p.Latitude, Longitude: p.Longitude, Zone: zone}, nil
}

// OfSubscriber is the own place of a subscriber; ok is false where it has none that can
// be read.
func OfSubscriber(s delivery.Subscriber) (p Place, ok bool) {
	if s.Place == "" || json.Unmarshal(s.PlaceData, &p) != nil {
		return Place{}, false
	}
	p.Key = s.Place
	return p, p.Name != ""
}

// ofDivision is a division of the gazetteer; its position is 0 where that does not know it.
func ofDivision(d gazetteer.Place) Place {
	return Place{Key: "g" + d.Code, Name: d.Name, Full: d.Full(), Latitude: d.Latitude, Longitude: d.Longitude}
}

// mostName is the longest name that fits into a button's data beside the rest, in
// characters of three bytes.
const mostName = 8

// At is a position with a name. Two decimals are a kilometre, finer than any forecast
// and coarser than a home.
func At(latitude, longitude float64, name string) Place {
	key := fmt.Sprintf("p%.2f,%.2f", latitude, longitude)
	p, _ := parsePosition(key, name)
	return p
}

// parsePosition reads a key made by At. Its parts may come from a stranger's hand.
func parsePosition(key, name string) (Place, bool) {
	lat, lon, ok := strings.Cut(strings.TrimPrefix(key, "p"), ",")
	latitude, err1 := strconv.ParseFloat(lat, 64)
	longitude, err2 := strconv.ParseFloat(lon, 64)
	if !ok || err1 != nil || err2 != nil || !(latitude >= -90 && latitude <= 90) || !(longitude >= -180 && longitude <= 180) {
		return Place{}, false
	}
	name = plainName(name)
	if name == "" {
		name = "所选位置"
	}
	return Place{Key: fmt.Sprintf("p%.2f,%.2f", latitude, longitude), Name: name, Latitude: latitude, Longitude: longitude}, true
}

// plainName keeps of a name what names are made of.
func plainName(name string) string {
	var b strings.Builder
	n := 0
	for _, r := range name {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && n < mostName {
			b.WriteRune(r)
			n++
		}
	}
	return b.String()
}
