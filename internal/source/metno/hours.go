package metno

import (
	"time"

	"yubao/internal/weather"
)

// hours turns the series around: what an entry says of the span after it goes to
// the hour at the end of that span. An end that has no entry of its own becomes an
// hour with nothing but amounts.
func hours(series []moment) []weather.Hour {
	out := make([]weather.Hour, 0, len(series)+1)
	for i, m := range series {
		if n := len(out); n == 0 || out[n-1].Valid.Before(m.at) {
			out = append(out, weather.Hour{Valid: m.at, Span: time.Hour})
		}
		setInstant(&out[len(out)-1], m.Data.Instant.Details)
		next := time.Time{}
		if i+1 < len(series) {
			next = series[i+1].at
		}
		if span, a := follows(m, next); a != nil {
			h := weather.Hour{Valid: m.at.Add(span), Span: span}
			setAhead(&h, a)
			out = append(out, h)
		}
	}
	return out
}

// follows chooses the span that ends at the next entry. Where none does, at the
// seam between steps or at the end, it takes the shortest that ends before it.
func follows(m moment, next time.Time) (time.Duration, *ahead) {
	gap := next.Sub(m.at)
	switch {
	case m.Data.NextSixHours != nil && gap == 6*time.Hour:
		return 6 * time.Hour, m.Data.NextSixHours
	case m.Data.NextHour != nil && (next.IsZero() || gap >= time.Hour):
		return time.Hour, m.Data.NextHour
	case m.Data.NextSixHours != nil && (next.IsZero() || gap >= 6*time.Hour):
		return 6 * time.Hour, m.Data.NextSixHours
	}
	return 0, nil
}

func setInstant(h *weather.Hour, d instant) {
	set(&h.Temperature, d.Temperature)
	set(&h.DewPoint, d.DewPoint)
	set(&h.Humidity, d.Humidity)
	set(&h.Pressure, d.Pressure)
	set(&h.Cloud, d.Cloud)
	set(&h.CloudLow, d.CloudLow)
	set(&h.CloudMid, d.CloudMid)
	set(&h.CloudHigh, d.CloudHigh)
	set(&h.Wind, d.Wind)
	set(&h.WindFrom, d.WindFrom)
	set(&h.Gust, d.Gust)
}

func setAhead(h *weather.Hour, a *ahead) {
	set(&h.PoP, a.Details.PoP)
	set(&h.Lowest, a.Details.Low)
	set(&h.Highest, a.Details.High)
	set(&h.Precipitation, a.Details.Amount)
	s, known := parseSymbol(a.Summary.Symbol)
	if !known {
		return
	}
	h.Code = weather.Some(s.code)
	if a.Details.Amount != nil {
		s.divide(h, *a.Details.Amount)
	}
}

func set[Q ~float64](to *weather.Maybe[Q], v *float64) {
	if v != nil {
		*to = weather.Some(Q(*v))
	}
}
