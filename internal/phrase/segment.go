package phrase

import (
	"slices"

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
		var days []analysis.Day
		for i := range s.days {
			if d := s.days[i].Date; !d.Before(run.First) && !run.Last.Before(d) {
				days = append(days, s.days[i])
			}
		}
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

// skyOf says in one or two words which sky prevails over days: 晴天或多云, 阴天. A
// sky that fills less than a fifth of them is not named. It is empty when the sky is
// not known.
func (s *survey) skyOf(days []analysis.Day) string {
	var weight [analysis.Overcast + 1]int
	total := 0
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
	if total == 0 {
		return ""
	}
	var named []analysis.Cloud
	for c := analysis.Clear; c <= analysis.Overcast; c++ {
		if weight[c]*5 >= total {
			named = append(named, c)
		}
	}
	if len(named) > 2 {
		slices.SortStableFunc(named, func(a, b analysis.Cloud) int { return weight[b] - weight[a] })
		named = named[:1]
	}
	if len(named) == 0 {
		return ""
	}
	text := s.cloud(named[0])
	if len(named) == 2 {
		if named[1]-named[0] > 2 || named[0] == analysis.Clear && named[1] == analysis.Overcast {
			return text + "和" + s.cloud(named[1])
		}
		text += "或" + s.cloud(named[1])
	}
	return text
}
