package bulletin

import (
	"maps"
	"slices"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// kinds are kinds of weather that have words of their own, each with how to turn a
// fair day into one of it.
var kinds = []struct {
	name string
	run  analysis.RunKind
	turn func(*analysis.Day)
}{
	{"小雨", analysis.RunWet, wet(analysis.Rain, analysis.Light, 6)},
	{"大雨到特大暴雨", analysis.RunWet, func(d *analysis.Day) {
		grades := []analysis.Grade{analysis.Heavy, analysis.HeavyToStorm, analysis.Storm, analysis.Severe, analysis.SevereToExtreme, analysis.Extreme}
		amounts := []weather.Millimeters{35, 45, 80, 160, 240, 300}
		i := d.Date.Day % len(grades)
		wet(analysis.Rain, grades[i], amounts[i])(d)
	}},
	{"阵雨", analysis.RunWet, wet(analysis.Shower, analysis.GradeNone, 3)},
	{"雷阵雨伴大风", analysis.RunWet, func(d *analysis.Day) {
		wet(analysis.Thundershower, analysis.GradeNone, 18)(d)
		d.Sky.Wet[0].When = analysis.Late
		d.Gust, d.Wind.Gust = weather.Some[weather.Beaufort](10), weather.Some[weather.Beaufort](10)
	}},
	{"雨夹雪", analysis.RunWet, cold(wet(analysis.Sleet, analysis.GradeNone, 4))},
	{"小雪", analysis.RunWet, cold(wet(analysis.Snow, analysis.Light, 2))},
	{"暴雪", analysis.RunWet, cold(wet(analysis.Snow, analysis.Storm, 14))},
	{"冻雨", analysis.RunWet, cold(wet(analysis.FreezingRain, analysis.GradeNone, 5))},
	{"有雾", analysis.RunMurky, murky(analysis.Fog, 150)},
	{"有霾", analysis.RunMurky, murky(analysis.Haze, 2500)},
	{"沙尘暴", analysis.RunMurky, murky(analysis.Sandstorm, 600)},
	{"微风", analysis.RunFair, func(d *analysis.Day) {
		d.Wind, d.Gust = analysis.Wind{Known: true, Low: 1, High: 2}, weather.Some[weather.Beaufort](3)
	}},
	{"狂风", analysis.RunFair, func(d *analysis.Day) {
		d.Wind = analysis.Wind{Known: true, From: analysis.NorthWest, Turns: []analysis.Direction{analysis.North, analysis.NorthEast}, Low: 9, High: 10, Gust: weather.Some[weather.Beaufort](13)}
		d.Gust = d.Wind.Gust
	}},
	{"严寒", analysis.RunFair, between(-41, -29)},
	{"酷热", analysis.RunFair, between(31, 45)},
	{"都是零度", analysis.RunFair, between(0, 0)},
}

// between gives a day its lowest and highest temperature.
func between(low, high int) func(*analysis.Day) {
	return func(d *analysis.Day) {
		d.Low, d.High = weather.Some(low), weather.Some(high)
		d.FeelsLow, d.FeelsHigh = d.Low, d.High
		d.Daytime.Low, d.Daytime.High, d.Night.Low, d.Night.High = d.Low, d.High, d.Low, d.High
	}
}

// cold makes a day on which snow can lie.
func cold(turn func(*analysis.Day)) func(*analysis.Day) {
	return func(d *analysis.Day) {
		between(-9, -1)(d)
		turn(d)
	}
}

// wet makes an overcast day with precipitation from morning to evening.
func wet(kind analysis.PrecipKind, grade analysis.Grade, amount weather.Millimeters) func(*analysis.Day) {
	return func(d *analysis.Day) {
		noon := d.Sunrise.Or(time.Time{}).Add(6 * time.Hour)
		d.Sky = analysis.Sky{First: analysis.Overcast, Wet: []analysis.Wet{{
			Kind: kind, Grade: grade, Amount: amount, From: noon.Add(-4 * time.Hour), To: noon.Add(6 * time.Hour),
		}}}
		d.Daytime.Sky = d.Sky
		d.UV = weather.Some(analysis.UVOf(2))
		switch kind {
		case analysis.Snow, analysis.SnowShower:
			d.Snow = weather.Some(amount)
		default:
			d.Rain, d.MaxHourlyRain = weather.Some(amount), weather.Some(amount/4)
		}
	}
}

// murky makes a day on which one sees badly.
func murky(kind analysis.MurkKind, visibility weather.Meters) func(*analysis.Day) {
	return func(d *analysis.Day) {
		dawn := d.Sunrise.Or(time.Time{})
		d.Sky = analysis.Sky{First: analysis.Cloudy, Murk: []analysis.Murk{{
			Kind: kind, From: dawn.Add(-2 * time.Hour), To: dawn.Add(4 * time.Hour), Visibility: weather.Some(visibility),
		}}}
		d.Daytime.Sky = d.Sky
		d.Air = weather.Some(analysis.AQI{Index: 230, Category: 5, Primary: []string{"PM2.5"}})
	}
}

// withEvents adds an event of every kind, by turns with everything that an event can
// tell and with nothing but its dates.
func withEvents(o analysis.Outlook) analysis.Outlook {
	for i, kind := range slices.Sorted(maps.Keys(eventKinds)) {
		day := o.Days[i%len(o.Days)].Date
		e := analysis.Event{Kind: kind, First: day, Last: day}
		if i%2 == 0 {
			e.First, e.Last, e.Peak = o.Days[0].Date, o.Days[len(o.Days)-1].Date, day
			e.Value, e.FromValue, e.ToValue = weather.Some(8), weather.Some(21), weather.Some(9)
			e.Amount = weather.Some[weather.Millimeters](12.5)
			e.PrecipKinds, e.Grade = []analysis.PrecipKind{analysis.Rain}, analysis.Moderate
			e.Cause = analysis.Cause{Systems: []analysis.System{analysis.SystemTrough}}
			e.ColdGrade = analysis.ColdStrong
		}
		o.Events = append(o.Events, e)
	}
	return o
}
