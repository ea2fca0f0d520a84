package phrase

import (
	"math"
	"slices"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// The thresholds at which a fact becomes worth a word (shared tables: uv.csv grade 4,
// temperature_rules.csv, aqi_categories.csv; docs/wording.md explains them).
const (
	strongUV     = 4   // 紫外线强 (QX/T 87-2008)
	hotDay       = 35  // 高温日
	largeRange   = 10  // 昼夜温差较大
	freezing     = 0   // 冰冻
	pollutedAir  = 101 // 轻度污染 (HJ 633-2026)
	strongWind   = 5   // mean force that a paper warns of
	strongGust   = 7
	coolingWorth = 4 // fall of the highs within 48 h that is told
	coldWorth    = 6 // fall of the lows within 48 h (GB/T 20484: 较强冷空气)
	reboundWorth = 3 // 气温回升
	steadyWithin = 3 // highs that differ by no more: 气温变化不大
	warmingWorth = 5
	heavyRain    = analysis.Heavy
	coldEnough   = 4 // a fall of the lows is news when it ends at or below
)

// survey is an outlook read once: what every rule asks for.
type survey struct {
	o      analysis.Outlook
	house  grammar.House
	issued weather.Date
	days   []analysis.Day // the known days
	dates  []weather.Date // their dates
	week   [7]string      // weekdays in words, as they are asked for
	words  []dayWords     // of the days, as they are asked for
	spells []spell

	highMax, highMin, lowMax, lowMin extreme
	rangeMax                         extreme // largest daily range
	hourlyMax                        float64
	gustMax, forceMax                extreme
	uvMax, airMax                    extreme
	humidityMin                      extreme

	wet, rain, snow, freezingRain, sleet, thunder []weather.Date
	hot, frozen, wide, sunny, polluted, windy     []weather.Date
	fog, haze, dust                               []weather.Date
	squalls                                       []weather.Date // strong gusts of thundershowers, in otherwise moderate wind
	squall                                        weather.Beaufort
	grade, snowGrade                              analysis.Grade
	gradeDate, snowDate                           weather.Date
	dry                                           bool // the whole period is known and without precipitation

	fall    change // of the highs
	lowFall change // of the lows
	rise    change // of the highs over the period
}

// extreme is a number and the date it belongs to; NaN is unknown.
type extreme struct {
	value float64
	date  weather.Date
}

// change is a change of temperature from one date to another; the zero change is none.
type change struct {
	from, to         int
	fromDate, toDate weather.Date
	after            int // the highest value that follows
	afterDate        weather.Date
	size             int // always positive
}

func (c change) none() bool { return c.size == 0 }

func unknown() extreme { return extreme{value: math.NaN()} }

func (e *extreme) atMost(v float64, d weather.Date) {
	if math.IsNaN(e.value) || v < e.value {
		*e = extreme{v, d}
	}
}

func (e *extreme) atLeast(v float64, d weather.Date) {
	if math.IsNaN(e.value) || v > e.value {
		*e = extreme{v, d}
	}
}

func newSurvey(o analysis.Outlook, house grammar.House) *survey {
	s := &survey{o: o, house: house, issued: weather.DateOf(o.Now, zoneOf(o))}
	for _, e := range []*extreme{&s.highMax, &s.highMin, &s.lowMax, &s.lowMin, &s.rangeMax, &s.gustMax,
		&s.forceMax, &s.uvMax, &s.airMax, &s.humidityMin} {
		*e = unknown()
	}
	s.hourlyMax = math.NaN()
	s.days = knownDays(o.Days)
	s.dates = make([]weather.Date, len(s.days))
	s.dry = len(s.days) > 0 && len(s.days) == len(o.Days)
	for i := range s.days {
		s.dates[i] = s.days[i].Date
		s.take(&s.days[i])
	}
	s.spells = spellsOf(s)
	s.fall = steepest(highs(s.days))
	s.lowFall = steepest(lows(s.days))
	s.rise = overall(highs(s.days))
	return s
}

// knownDays returns the days of which something is known, without a copy when that is
// all of them.
func knownDays(days []analysis.Day) []analysis.Day {
	unknown := func(d analysis.Day) bool { return !d.Known }
	if !slices.ContainsFunc(days, unknown) {
		return days
	}
	return slices.DeleteFunc(slices.Clone(days), unknown)
}

func zoneOf(o analysis.Outlook) *time.Location {
	if o.Place.Zone == nil {
		return time.UTC
	}
	return o.Place.Zone
}

// take notes what one day adds.
func (s *survey) take(day *analysis.Day) {
	s.takeTemperature(day)
	s.takeWet(day)
	s.takeMurk(day)
	s.takeWind(day)
	d := day.Date
	s.dry = s.dry && day.Rain.OK()
	if hourly, ok := day.MaxHourlyRain.Get(); ok && !(s.hourlyMax > float64(hourly)) {
		s.hourlyMax = float64(hourly)
	}
	if uv, ok := day.UV.Get(); ok {
		if index, ok := uv.Index.Get(); ok {
			s.uvMax.atLeast(float64(index), d)
		}
		if uv.Grade >= strongUV && len(day.Sky.Wet) == 0 {
			s.sunny = append(s.sunny, d)
		}
	}
	if air, ok := day.Air.Get(); ok {
		s.airMax.atLeast(float64(air.Index), d)
		if air.Index >= pollutedAir {
			s.polluted = append(s.polluted, d)
		}
	}
	if humidity, ok := day.Humidity.Get(); ok {
		s.humidityMin.atMost(math.Round(float64(humidity)), d)
	}
}

func (s *survey) takeTemperature(day *analysis.Day) {
	high, highOK := day.High.Get()
	low, lowOK := day.Low.Get()
	if highOK {
		s.highMax.atLeast(float64(high), day.Date)
		s.highMin.atMost(float64(high), day.Date)
		if high >= hotDay {
			s.hot = append(s.hot, day.Date)
		}
	}
	if lowOK {
		s.lowMax.atLeast(float64(low), day.Date)
		s.lowMin.atMost(float64(low), day.Date)
		if low <= freezing {
			s.frozen = append(s.frozen, day.Date)
		}
	}
	if highOK && lowOK {
		s.rangeMax.atLeast(float64(high-low), day.Date)
		if high-low >= largeRange {
			s.wide = append(s.wide, day.Date)
		}
	}
}

// solid reports kinds that freeze or are frozen.
func solid(k analysis.PrecipKind) bool { return k == analysis.Snow || k == analysis.SnowShower }

func (s *survey) takeWet(day *analysis.Day) {
	var wet, rain, snow, ice, sleet, thunder bool
	for _, w := range day.Sky.Wet {
		wet = true
		s.dry = false
		switch {
		case solid(w.Kind):
			snow = true
			if w.Grade > s.snowGrade {
				s.snowGrade, s.snowDate = w.Grade, day.Date
			}
			continue
		case w.Kind == analysis.FreezingRain:
			ice = true
			continue
		case w.Kind == analysis.Sleet:
			sleet = true
			continue
		case w.Kind == analysis.Thundershower:
			thunder, rain = true, true
		default:
			rain = true
		}
		if grade := gradeOf(w, day); grade > s.grade {
			s.grade, s.gradeDate = grade, day.Date
		}
	}
	for _, e := range []struct {
		is    bool
		dates *[]weather.Date
	}{{wet, &s.wet}, {rain, &s.rain}, {snow, &s.snow}, {ice, &s.freezingRain}, {sleet, &s.sleet}, {thunder, &s.thunder}} {
		if e.is {
			*e.dates = append(*e.dates, day.Date)
		}
	}
}

// gradeOf returns the class of a day's rain. Showers carry none in print; for advice
// the amount decides.
func gradeOf(w analysis.Wet, day *analysis.Day) analysis.Grade {
	if w.Grade != analysis.GradeNone {
		return w.Grade
	}
	switch rain := float64(day.Rain.Or(w.Amount)); {
	case rain >= 50:
		return analysis.Storm
	case rain >= 25:
		return analysis.Heavy
	case rain >= 10:
		return analysis.Moderate
	default:
		return analysis.Light
	}
}

func (s *survey) takeMurk(day *analysis.Day) {
	for _, m := range day.Sky.Murk {
		var dates *[]weather.Date
		switch m.Kind {
		case analysis.Mist:
			continue // not worth a word of advice
		case analysis.Fog:
			dates = &s.fog
		case analysis.Haze:
			dates = &s.haze
		default:
			dates = &s.dust
		}
		if !slices.Contains(*dates, day.Date) {
			*dates = append(*dates, day.Date)
		}
	}
}

func (s *survey) takeWind(day *analysis.Day) {
	if day.Wind.Known {
		force := day.Wind.High
		if then, ok := day.Wind.Then.Get(); ok {
			force = max(force, then.High)
		}
		s.forceMax.atLeast(float64(force), day.Date)
	}
	if gust, ok := day.Wind.Gust.Get(); ok {
		s.gustMax.atLeast(float64(gust), day.Date)
	}
	switch {
	case !windIsStrong(day.Wind):
	case day.Wind.High < strongWind && thundery(day):
		s.squalls = append(s.squalls, day.Date)
		s.squall = max(s.squall, day.Wind.Gust.Or(0))
	default:
		s.windy = append(s.windy, day.Date)
	}
}

func thundery(day *analysis.Day) bool {
	return slices.ContainsFunc(day.Sky.Wet, func(w analysis.Wet) bool { return w.Kind == analysis.Thundershower })
}

// windIsStrong reports a wind that a paper warns of.
func windIsStrong(w analysis.Wind) bool {
	return w.Known && (w.High >= strongWind || w.Gust.Or(0) >= strongGust)
}

func (s *survey) day(d weather.Date) *analysis.Day {
	for i := range s.days {
		if s.days[i].Date == d {
			return &s.days[i]
		}
	}
	return nil
}

// calendar returns a fresh calendar for one piece of text.
func (s *survey) calendar() *calendar { return newCalendar(s) }

// point is one value of a series.
type point struct {
	date  weather.Date
	value int
}

func highs(days []analysis.Day) []point {
	points := make([]point, 0, len(days))
	for i := range days {
		if v, ok := days[i].High.Get(); ok {
			points = append(points, point{days[i].Date, v})
		}
	}
	return points
}

func lows(days []analysis.Day) []point {
	points := make([]point, 0, len(days))
	for i := range days {
		if v, ok := days[i].Low.Get(); ok {
			points = append(points, point{days[i].Date, v})
		}
	}
	return points
}

// steepest returns the greatest fall within 48 hours, followed down to its bottom
// and back to its top as long as the values go on falling.
func steepest(points []point) change {
	best, top, bottom := 0, 0, 0
	for i := range points {
		for j := i + 1; j < len(points) && points[j].date.DaysSince(points[i].date) <= 2; j++ {
			if fall := points[i].value - points[j].value; fall > best {
				best, top, bottom = fall, i, j
			}
		}
	}
	if best == 0 {
		return change{}
	}
	for top > 0 && points[top-1].value > points[top].value && points[top].date.DaysSince(points[top-1].date) == 1 {
		top--
	}
	for bottom+1 < len(points) && points[bottom+1].value < points[bottom].value && points[bottom+1].date.DaysSince(points[bottom].date) == 1 {
		bottom++
	}
	c := change{from: points[top].value, to: points[bottom].value, fromDate: points[top].date, toDate: points[bottom].date,
		size: points[top].value - points[bottom].value, after: points[bottom].value, afterDate: points[bottom].date}
	for _, p := range points[bottom+1:] {
		if p.value > c.after {
			c.after, c.afterDate = p.value, p.date
		}
	}
	return c
}

// overall returns the rise from the first value to the last when nothing in between
// falls by more than two degrees.
func overall(points []point) change {
	if len(points) < 3 {
		return change{}
	}
	for i := 1; i < len(points); i++ {
		if points[i].value < points[i-1].value-2 {
			return change{}
		}
	}
	first, last := points[0], points[len(points)-1]
	if last.value <= first.value {
		return change{}
	}
	return change{from: first.value, to: last.value, fromDate: first.date, toDate: last.date, size: last.value - first.value}
}
