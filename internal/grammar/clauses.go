package grammar

import (
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// Sky returns the sky of a window in words: 多云转雷阵雨. Empty when nothing is known.
func (h *House) Sky(s analysis.Sky) string { return h.SkyWords(SkyOf(s, h)) }

// SkyWords returns the words of a sky that was read or made.
func (h *House) SkyWords(s Sky) string {
	return h.written(func(w *writer) bool { w.half.Sky = s; return skyElement.write(w, &w.half) })
}

// CloudWord returns 晴天、多云 and so on; empty for an unknown sky.
func (h *House) CloudWord(c analysis.Cloud) string {
	text, _ := clouds.spell(h, c)
	return text
}

// PrecipPhrase returns the word for a kind and class of precipitation: 中到大雨.
func (h *House) PrecipPhrase(kind analysis.PrecipKind, grade analysis.Grade) string {
	f := FallOf(analysis.Wet{Kind: kind, Grade: grade})
	return h.written(func(w *writer) bool { return alone.write(w, &f) })
}

// MurkPhrase returns the word for an obscuration: 轻雾.
func (h *House) MurkPhrase(kind analysis.MurkKind) string { return string(MurkWord(kind)) }

// Wind returns the wind of a window in words, gusts included; empty when calm or unknown.
func (h *House) Wind(wind analysis.Wind) string { return h.WindWords(WindOf(wind, h)) }

// WindWords returns the words of a wind that was read or made.
func (h *House) WindWords(wind Wind) string {
	return h.written(func(w *writer) bool { w.half.Wind = wind; return windElement.write(w, &w.half) })
}

// DirectionWord returns 偏南风 or 南风, as the house does.
func (h *House) DirectionWord(d analysis.Direction, swings bool) string {
	v := h.dirOf(d, swings)
	return h.written(func(w *writer) bool { return dir.write(w, &v) })
}

// ForceSpan returns a span of wind force: 2级～3级, 3级左右.
func (h *House) ForceSpan(low, high weather.Beaufort) string {
	f := h.forceOf(int(low), int(high))
	return h.written(func(w *writer) bool { return force.write(w, &f) })
}

// Degree returns one temperature: -3℃.
func (h *House) Degree(celsius int) string {
	return h.written(func(w *writer) bool { return degree.write(w, &celsius) })
}

// Range returns a span of temperatures, lower first, without any word before it: 12℃～25℃.
func (h *House) Range(low, high int) string {
	d := Degrees{From: min(low, high), To: max(low, high)}
	return h.written(func(w *writer) bool {
		if d.From == d.To {
			return degree.write(w, &d.From)
		}
		return between.write(w, &d)
	})
}

// TemperaturePhrase returns the temperature clause of a day line; what is missing drops out.
func (h *House) TemperaturePhrase(low, high weather.Maybe[int]) string {
	var t Temperature
	if v, ok := low.Get(); ok {
		t.Low = weather.Some(Exactly(v))
	}
	if v, ok := high.Get(); ok {
		t.High = weather.Some(Exactly(v))
	}
	return h.written(func(w *writer) bool { return writeTemperature(w, &t) })
}

// DateLabel returns the date as day lines have it: 16日（周二）.
func (h *House) DateLabel(d weather.Date) string { return h.SpanWords(h.dateSpan(d)) }

// DateInText returns the date as running text has it: 周五（19日）.
func (h *House) DateInText(d weather.Date) string {
	return h.SpanWords(Span{Points: []Point{{Weekday: WeekdayOf(d.Weekday()), Note: []Point{{Day: d.Day}}}}})
}

// Dates returns a run of dates: 16日, 16日至18日, with the months when they differ: 30日至5月2日.
func (h *House) Dates(first, last weather.Date) string {
	s := Span{Points: []Point{{Day: first.Day}}}
	if first != last {
		end := Point{Join: Thru, Day: last.Day}
		if first.Month != last.Month {
			end.Month = last.Month
		}
		s.Points = append(s.Points, end)
	}
	return h.SpanWords(s)
}

// TimeOfDay returns the words for a stretch of time within a day: 傍晚到夜里.
func (h *House) TimeOfDay(from, to time.Time) string { return h.SpanWords(TimeOfDay(from, to)) }

// SpanWords returns a span of time in words.
func (h *House) SpanWords(s Span) string {
	return h.written(func(w *writer) bool { return span.write(w, &s) })
}

// UVWord returns the word for a grade of ultraviolet radiation: 强.
func UVWord(grade analysis.UVGrade) string {
	text, _ := uvWords.spell(nil, grade)
	return text
}

// AirWord returns the word for a category of air quality, 1 优 to 6 严重污染.
func AirWord(category int) string {
	text, _ := airWords.spell(nil, category)
	return text
}

// Cause returns the clause for a cause, and nothing without one: 受低槽东移影响.
func (h *House) Cause(c analysis.Cause) string {
	clause := CauseOf(c)
	return h.written(func(w *writer) bool { return cause.write(w, &clause) })
}
