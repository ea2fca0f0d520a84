// Package gazetteer finds China's cities, counties and districts by name, by
// pinyin, and by position, without network.
//
// The names are the official divisions (GB/T 2260); the coordinates are those of
// GeoNames (CC BY 4.0, geonames.org) and SimpleMaps (CC BY 4.0). A division whose seat
// could not be tied to a populated place with good evidence has a rough position (from
// the countries-states-cities database, ODbL 1.0) or none: ask a geocoder for it. How
// the list is made, and measured, stands in generate/generate.js.
package gazetteer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Level is the order of a division.
type Level string

// The levels, the widest first.
const (
	City     Level = "city"     // 地级市 and 直辖市
	County   Level = "county"   // 县 and 县级市
	District Level = "district" // 市辖区
)

// Place is one division.
type Place struct {
	Code      string // GB/T 2260, six digits
	Level     Level
	Name      string   // 新乡县
	Short     string   // 新乡
	Pinyin    string   // of Short, without tones: xinxiang
	Parents   []string // province, and prefecture if there is one
	Located   bool     // Latitude and Longitude are known
	Rough     bool     // they lie in the division, but may be tens of kilometres from its seat
	Latitude  float64  // degrees north, WGS 84
	Longitude float64  // degrees east, WGS 84
}

// Full returns the name with those of its parents: 河南省新乡市封丘县.
func (p Place) Full() string { return strings.Join(p.Parents, "") + p.Name }

//go:embed places.tsv.gz
var packed []byte

// all unpacks the list at first use; it is not changed afterwards.
var all = sync.OnceValue(func() []Place {
	places, err := unpack(packed)
	if err != nil {
		panic(fmt.Sprintf("gazetteer: embedded list: %v", err))
	}
	return places
})

func unpack(data []byte) ([]Place, error) {
	plain, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var places []Place
	lines := bufio.NewScanner(plain)
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if len(f) != 9 {
			return nil, fmt.Errorf("line %d: %d fields, want 9", len(places)+1, len(f))
		}
		p := Place{Code: f[0], Level: Level(f[1]), Name: f[2], Short: f[3], Pinyin: f[4], Rough: f[8] != ""}
		if f[5] != "" {
			p.Parents = strings.Split(f[5], "/")
		}
		if f[6] != "" {
			var errs [2]error
			p.Latitude, errs[0] = strconv.ParseFloat(f[6], 64)
			p.Longitude, errs[1] = strconv.ParseFloat(f[7], 64)
			if errs[0] != nil || errs[1] != nil {
				return nil, fmt.Errorf("line %d: position %q %q", len(places)+1, f[6], f[7])
			}
			p.Located = true
		}
		places = append(places, p)
	}
	return places, lines.Err()
}

// All returns every place of the list. The slice is shared: do not change it.
func All() []Place { return all() }

// Find returns the places that query may mean, the likeliest first: a full name
// (封丘县), a short one (封丘), one with parents (河南封丘, 朝阳长春), or pinyin
// (fengqiu, feng qiu). It is safe for concurrent use.
func Find(query string) []Place {
	query = strings.Map(dropBlank, strings.ToLower(query))
	if query == "" {
		return nil
	}
	type match struct {
		place Place
		rank  int
	}
	var found []match
	for _, p := range all() {
		if rank := p.rank(query); rank > 0 {
			found = append(found, match{p, rank})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return b.rank - a.rank })
	// A weak match beside an exact one is noise.
	var places []Place
	for _, m := range found {
		if m.rank/10 < found[0].rank/10 {
			break
		}
		places = append(places, m.place)
	}
	return places
}

// rank tells how well query names p: tens for the kind of match, units for the level.
func (p Place) rank(query string) int {
	kind := 0
	switch query {
	case p.Name:
		kind = 40
	case p.Short:
		kind = 30
	case p.Pinyin:
		kind = 20
	default:
		kind = p.rankWithParents(query)
	}
	if kind == 0 {
		return 0
	}
	switch p.Level {
	case City:
		return kind + 3
	case County:
		return kind + 2
	}
	return kind + 1
}

// rankWithParents matches 河南封丘, 长春市朝阳区 and the like.
func (p Place) rankWithParents(query string) int {
	head, ok := strings.CutSuffix(query, p.Name)
	if !ok {
		if head, ok = strings.CutSuffix(query, p.Short); !ok {
			return 0
		}
	}
	for _, parent := range p.Parents {
		if rest, ok := strings.CutPrefix(head, parent); ok {
			head = rest
			continue
		}
		if rest, ok := strings.CutPrefix(head, shorten(parent)); ok {
			head = rest
		}
	}
	if head != "" {
		return 0
	}
	return 30
}

// shorten drops the class and the peoples of a province or prefecture: 广西壮族自治区 → 广西.
func shorten(name string) string {
	for _, class := range []string{"壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市", "地区", "盟"} {
		if short, ok := strings.CutSuffix(name, class); ok && short != "" {
			return short
		}
	}
	return name
}

func dropBlank(r rune) rune {
	switch r {
	case ' ', '\u3000', '\t', '\'', '’', '-', '，', ',':
		return -1
	}
	return r
}

// Nearest returns the located place that is closest to a position and its distance
// in kilometres.
func Nearest(latitude, longitude float64) (Place, float64) {
	var best Place
	least := math.Inf(1)
	for _, p := range all() {
		if !p.Located {
			continue
		}
		if d := Distance(latitude, longitude, p.Latitude, p.Longitude); d < least {
			best, least = p, d
		}
	}
	return best, least
}

// Distance returns the great-circle distance in kilometres on a sphere of 6371 km.
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = math.Pi / 180
	h := math.Pow(math.Sin((lat2-lat1)*degree/2), 2) +
		math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Pow(math.Sin((lon2-lon1)*degree/2), 2)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}
