package phrase

import (
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// segment is a stretch of days that one clause tells of.
type segment struct {
	first, last weather.Date
	kind        analysis.RunKind
	days        []analysis.Day
}

// longPeriod is the number of stretches beyond which a text names the common weather
// and the exceptions instead of telling stretch by stretch.
const longPeriod = 4

// segments returns the runs of the outlook with their days; unknown days are left out.
func (s *survey) segments() []segment {
	var segments []segment
	for _, run := range s.o.Runs {
		if run.Kind == analysis.RunUnknown {
			continue
		}
		from := 0
		for from < len(s.dates) && s.dates[from].Before(run.First) {
			from++
		}
		to := from
		for to < len(s.dates) && !run.Last.Before(s.dates[to]) {
			to++
		}
		days := s.days[from:to]
		if len(days) > 0 {
			segments = append(segments, segment{days[0].Date, days[len(days)-1].Date, run.Kind, days})
		}
	}
	return segments
}

// dry reports a stretch whose news is its sky.
func (g *segment) dry() bool {
	return g.kind == analysis.RunFair || g.kind == analysis.RunCloudy || g.kind == analysis.RunGrey
}

func (g *segment) holds(d weather.Date) bool { return !d.Before(g.first) && !g.last.Before(d) }

// join puts neighbouring dry stretches together.
func join(segments []segment) []segment {
	var out []segment
	for _, g := range segments {
		last := len(out) - 1
		if last >= 0 && out[last].dry() && g.dry() && g.first == out[last].last.AddDays(1) {
			out[last].last = g.last
			out[last].days = append(slices.Clone(out[last].days), g.days...)
			out[last].kind = max(out[last].kind, g.kind)
			continue
		}
		out = append(out, g)
	}
	return out
}

// skyOf says in one or two words which sky prevails over days: 晴天或多云天气, 阴天. A
// second sky is named when it fills a quarter and neighbours the first. It is empty
// when the sky is not known.
func (s *survey) skyOf(days []analysis.Day) string {
	weight, total := skyWeights(days)
	if total == 0 {
		return ""
	}
	first, second := prevailing(weight)
	if second != analysis.CloudUnknown && weight[second]*4 >= total && (first == analysis.Cloudy || second == analysis.Cloudy) {
		pair := s.cloud(min(first, second)) + "或" + s.cloud(max(first, second))
		if !strings.HasSuffix(pair, "天") {
			pair += "天气"
		}
		return pair
	}
	return s.weather(first)
}

// mainly reports that the sky that skyOf names fills more than half of the days.
func mainly(days []analysis.Day) bool {
	weight, total := skyWeights(days)
	first, second := prevailing(weight)
	share := weight[first]
	if first == analysis.Cloudy || second == analysis.Cloudy {
		share += weight[second]
	}
	return share*2 > total
}

// prevailing returns the two skies of the greatest weight.
func prevailing(weight [analysis.Overcast + 1]int) (first, second analysis.Cloud) {
	for c := analysis.Clear; c <= analysis.Overcast; c++ {
		switch {
		case weight[c] > weight[first]:
			first, second = c, first
		case weight[c] > weight[second]:
			second = c
		}
	}
	return first, second
}

// skyWeights weighs the skies of days in quarters of a day.
func skyWeights(days []analysis.Day) (weight [analysis.Overcast + 1]int, total int) {
	add := func(c analysis.Cloud, n int) {
		if c == analysis.FewClouds {
			c = analysis.Clear
		}
		if c != analysis.CloudUnknown {
			weight[c] += n
			total += n
		}
	}
	for i := range days {
		switch sky := &days[i].Sky; sky.Relation {
		case analysis.Single:
			add(sky.First, 4)
		case analysis.Mixed:
			add(sky.First, 3)
			add(sky.Second, 1)
		default:
			add(sky.First, 2)
			add(sky.Second, 2)
		}
	}
	return weight, total
}

// onlySky returns the one sky that all days have, and CloudUnknown when they differ.
func (s *survey) onlySky(days []analysis.Day) analysis.Cloud {
	only := analysis.CloudUnknown
	for i := range days {
		sky := &days[i].Sky
		if sky.Relation != analysis.Single || i > 0 && sky.First != only {
			return analysis.CloudUnknown
		}
		only = sky.First
	}
	return only
}

// weather names a sky as weather: 多云天气, 晴天 (晴 in a house of short forms).
func (s *survey) weather(c analysis.Cloud) string {
	if c == analysis.Cloudy {
		return s.cloud(c) + "天气"
	}
	return s.cloud(c)
}
