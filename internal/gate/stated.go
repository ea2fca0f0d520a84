package gate

import (
	"fmt"
	"math"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// Stated is a station's bulletin before the gate: what it says of the dates to be
// printed. A date of which it says nothing has Known false.
type Stated struct {
	Station string
	Issued  time.Time
	Place   weather.Place
	Now     time.Time
	First   weather.Date
	Days    []analysis.Day // from First on, all that the edition prints
	Last    weather.Date   // the last date of which the bulletin says anything; zero: none
}

// CheckStated applies the rules to what a station stated, as far as they can be: those
// on hours, grids and units have nothing to judge and are off.
func CheckStated(in Stated, r Rules) Report {
	r = r.filled()
	rules := []struct {
		id      string
		verdict Verdict
		judge   func() objections
	}{
		{"age", r.Age.Verdict, func() objections { return in.age(r.Age) }},
		{"dates", r.Dates.Verdict, in.dates},
		{"missing", r.Missing.Verdict, in.missing},
		{"values", r.Values.Verdict, func() objections { return in.values(r.Values) }},
		{"jumps", r.Jumps.Verdict, func() objections { return in.jumps(r.Jumps) }},
	}
	var report Report
	for _, rule := range rules {
		if rule.verdict == Off {
			report.Findings = append(report.Findings, Finding{Rule: rule.id, Verdict: Off})
			continue
		}
		report.Findings = append(report.Findings, finding(rule.id, rule.verdict, rule.judge()))
	}
	return report
}

// early is how far a time of issue may lie ahead of now: clocks differ.
const early = 10 * time.Minute

func (in Stated) age(r Age) objections {
	o := objections{remedy: "请换最新发布的预报。"}
	zone := in.Place.Zone
	switch old := in.Now.Sub(in.Issued); {
	case old > r.Max:
		o.gravely(fmt.Sprintf("%s的预报是%s发布的，已过%d小时，超过%d小时", in.Station, clock(in.Issued, zone), int(old.Hours()), int(r.Max.Hours())))
	case old < -early:
		o.gravely(fmt.Sprintf("发布时间%s晚于现在%s", clock(in.Issued, zone), clock(in.Now, zone)))
	case old > r.Fresh:
		o.slightly(fmt.Sprintf("%s的预报是%s发布的，已过%d小时，看有没有新的", in.Station, clock(in.Issued, zone), int(old.Hours())))
	}
	return o
}

// dates refuses a bulletin that says nothing of the dates to be printed: it has expired,
// or is of another time.
func (in Stated) dates() objections {
	o := objections{remedy: "请换写了这几天的预报。"}
	for _, d := range in.Days {
		if d.Known {
			return o
		}
	}
	span := day(in.First) + "至" + day(in.First.AddDays(len(in.Days)-1))
	if len(in.Days) == 1 {
		span = day(in.First)
	}
	switch {
	case in.Last.IsZero():
		o.gravely("原文里没有读出哪一天的天气")
	case in.Last.Before(in.First):
		o.gravely("预报已过期：原文只写到" + day(in.Last) + "，这一期要" + span)
	default:
		o.gravely("原文没有写这一期的日子（" + span + "）")
	}
	return o
}

// missing tells which dates the bulletin does not have: stations say what they say.
func (in Stated) missing() objections {
	var o objections
	var lacking []string
	for _, d := range in.Days {
		if !d.Known {
			lacking = append(lacking, day(d.Date))
		}
	}
	if len(lacking) > 0 && len(lacking) < len(in.Days) {
		o.slightly("原文没有写" + strings.Join(lacking, "、") + "，这一期不写")
	}
	return o
}

func (in Stated) values(r Values) objections {
	o := objections{remedy: "请与台站核对原文。"}
	var bad []string
	for _, d := range in.Days {
		cold, hot := r.Cold, r.Hot
		if r.Season {
			cold, hot = seasonBounds(in.Place.Latitude, d.Date.At(12, in.Place.Zone).YearDay())
		}
		for _, v := range []weather.Maybe[int]{d.Low, d.High} {
			if t, ok := v.Get(); ok && (float64(t) < cold || float64(t) > hot) {
				bad = append(bad, fmt.Sprintf("%s%d℃", day(d.Date), t))
			}
		}
	}
	if len(bad) > 0 {
		o.gravely("这个季节没有过的气温：" + few(bad))
	}
	return o
}

func (in Stated) jumps(r Jumps) objections {
	o := objections{remedy: "气温变化过猛，请与台站核对原文。"}
	mean := func(d analysis.Day) (float64, bool) {
		low, okLow := d.Low.Get()
		high, okHigh := d.High.Get()
		return float64(low+high) / 2, okLow && okHigh
	}
	for i := 1; i < len(in.Days); i++ {
		a, okA := mean(in.Days[i-1])
		b, okB := mean(in.Days[i])
		if okA && okB && math.Abs(b-a) > r.Day {
			o.gravely(fmt.Sprintf("日平均气温从%s的%.0f℃到%s的%.0f℃", day(in.Days[i-1].Date), a, day(in.Days[i].Date), b))
		}
	}
	return o
}
