package review

import (
	"fmt"
	"math"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/edition"
	"yubao/internal/weather"
)

// dayView is one printed day with the data behind it.
type dayView struct {
	edition.SheetDay
	ID       string // the date, for links
	Draft    int64
	Edits    []string // elements changed by hand, in words
	Missing  []string
	Events   []edition.SheetEvent
	Chart    chart
	Hours    []hourView
	From, To time.Time
}

// hourView is a line of the table of hours.
type hourView struct {
	At                              time.Time
	Temperature, Rain, Cloud, Wind  string
	Gust, Humidity, Visibility, PoP string
}

// windowHours are the hours of the day, counted from its midnight, that a date stands for.
var windowHours = map[analysis.Window][2]int{analysis.Evening: {-4, 20}, analysis.Calendar: {0, 24}, analysis.Morning: {8, 32}}

// dayOf puts together what stands behind a printed day; nil when the edition has no such day.
func dayOf(w edition.Workpiece, sheet edition.Sheet, date string) *dayView {
	for _, d := range sheet.Days {
		if d.Date.String() != date {
			continue
		}
		zone := w.Recipe.Place.Zone
		bounds := windowHours[w.Recipe.Window]
		v := &dayView{SheetDay: d, ID: date, Draft: int64(w.Dossier.Draft.ID), From: d.Date.At(bounds[0], zone), To: d.Date.At(bounds[1], zone)}
		for _, e := range d.Edited {
			v.Edits = append(v.Edits, elementWords[e])
		}
		for _, m := range sheet.Missing {
			if m.Date == d.Date {
				v.Missing = append(v.Missing, m.Note)
			}
		}
		for _, e := range sheet.Events {
			if e.Cause != "" && e.From.Before(v.To) && e.To.After(v.From) {
				v.Events = append(v.Events, e)
			}
		}
		var hours []weather.Hour
		for _, h := range w.Forecast.Hours {
			if !h.Valid.Before(v.From) && !h.Valid.After(v.To) {
				hours = append(hours, h)
			}
		}
		v.Hours, v.Chart = tableOf(hours, zone), draw(hours, v.From, v.To)
		return v
	}
	return nil
}

var elementWords = map[analysis.Element]string{
	analysis.ElementSky: "天空状况", analysis.ElementWind: "风", analysis.ElementLow: "最低气温",
	analysis.ElementHigh: "最高气温", analysis.ElementRain: "降水量",
}

// tableOf writes hours out; what is missing is a dash.
func tableOf(hours []weather.Hour, zone *time.Location) []hourView {
	var out []hourView
	for _, h := range hours {
		out = append(out, hourView{
			At: h.Valid.In(zone), Temperature: figure(h.Temperature, "%.1f"), Rain: figure(h.Precipitation, "%.1f"),
			Cloud: figure(h.Cloud, "%.0f"), Wind: windText(h), Gust: figure(h.Gust, "%.1f"), Humidity: figure(h.Humidity, "%.0f"),
			Visibility: kilometres(h.Visibility), PoP: figure(h.PoP, "%.0f"),
		})
	}
	return out
}

func figure[T ~float64](m weather.Maybe[T], format string) string {
	v, ok := m.Get()
	if !ok {
		return "—"
	}
	return strings.TrimPrefix(fmt.Sprintf(format, float64(v)), "-0.0")
}

func kilometres(m weather.Maybe[weather.Meters]) string {
	v, ok := m.Get()
	if !ok {
		return "—"
	}
	return fmt.Sprintf("%.1f", float64(v)/1000)
}

// windText is direction and mean speed of an hour: 东北 3.4.
func windText(h weather.Hour) string {
	speed, ok := h.Wind.Get()
	if !ok {
		return "—"
	}
	text := fmt.Sprintf("%.1f", float64(speed))
	if from, ok := h.WindFrom.Get(); ok {
		text = eight[int(math.Round(float64(from)/45))%8] + " " + text
	}
	return text
}

var eight = [8]string{"北", "东北", "东", "东南", "南", "西南", "西", "西北"}

// The chart's measures, in units of its viewBox.
const (
	chartWidth, chartHeight = 600, 210
	chartLeft, chartRight   = 34, 20
	chartTop, chartBottom   = 22, 30
	cloudHeight             = 8
)

// chart is a drawing of the hours of a day: temperature as a line, precipitation as
// bars, cloud as a band of shades.
type chart struct {
	Width, Height int
	Empty         bool
	Line          string // points of the temperature, "" when there is none
	Bars          []bar
	Clouds        []bar
	Ticks         []tick
	Scale         []tick
	Low, High     *tick
	Floor         float64
	Summary       string // for those who do not see it
}

type bar struct{ X, Y, W, H, Shade float64 }

type tick struct {
	X, Y float64
	Text string
}

func draw(hours []weather.Hour, from, to time.Time) chart {
	c := chart{Width: chartWidth, Height: chartHeight, Floor: chartHeight - chartBottom}
	low, high, most := math.Inf(1), math.Inf(-1), 2.0 // a millimetre or two fills no chart
	for _, h := range hours {
		if v, ok := h.Temperature.Get(); ok {
			low, high = min(low, float64(v)), max(high, float64(v))
		}
		most = max(most, float64(h.Precipitation.Or(0)))
	}
	c.Empty = math.IsInf(low, 1)
	if c.Empty {
		return c
	}
	bottom, top := math.Floor((low-2)/5)*5, math.Ceil(high/5)*5 // room for the figure below the low
	top = max(top, bottom+10)
	span := to.Sub(from).Hours()
	x := func(t time.Time) float64 {
		return tenth(chartLeft + t.Sub(from).Hours()/span*(chartWidth-chartLeft-chartRight))
	}
	y := func(v float64) float64 {
		return tenth(chartTop + (top-v)/(top-bottom)*(chartHeight-chartTop-chartBottom))
	}
	step := (chartWidth - chartLeft - chartRight) / span
	var points []string
	for _, h := range hours {
		if v, ok := h.Temperature.Get(); ok {
			p := tick{x(h.Valid), y(float64(v)), fmt.Sprintf("%.0f℃", math.Round(float64(v))+0)}
			points = append(points, fmt.Sprintf("%g,%g", p.X, p.Y))
			if float64(v) == low && c.Low == nil {
				c.Low = &p
			}
			if float64(v) == high && c.High == nil {
				c.High = &p
			}
		}
		if !h.Valid.After(from) {
			continue
		}
		left, width := x(h.Valid.Add(-h.Span)), max(step*h.Span.Hours()-1, 1)
		if v, ok := h.Precipitation.Get(); ok && v > 0 {
			height := float64(v) / most * (chartHeight - chartTop - chartBottom) * 0.6
			c.Bars = append(c.Bars, bar{X: left, Y: tenth(c.Floor - height), W: tenth(width), H: tenth(height)})
		}
		if v, ok := h.Cloud.Get(); ok {
			c.Clouds = append(c.Clouds, bar{X: left, Y: 2, W: tenth(width + 1), H: cloudHeight, Shade: math.Round(float64(v)) / 100})
		}
	}
	c.Line = strings.Join(points, " ")
	for t := from; !t.After(to); t = t.Add(3 * time.Hour) {
		c.Ticks = append(c.Ticks, tick{x(t), chartHeight - 10, fmt.Sprintf("%d时", t.Hour())})
	}
	for v := bottom; v <= top; v += 5 {
		c.Scale = append(c.Scale, tick{chartLeft - 6, y(v), fmt.Sprintf("%.0f", v)})
	}
	c.Summary = fmt.Sprintf("气温%.0f～%.0f℃", low, high)
	if len(c.Bars) > 0 {
		c.Summary += fmt.Sprintf("，%d个时次有降水", len(c.Bars))
	}
	return c
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }
