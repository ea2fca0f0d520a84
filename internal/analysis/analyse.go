package analysis

import "yubao/internal/weather"

// Analyse computes the facts of an edition. It is pure and safe for concurrent use; the
// forecast is only read.
func Analyse(f weather.Forecast, r Request) Outlook {
	o := Outlook{
		Place: f.Place, Source: f.Source, Now: r.Now, Fetched: f.Fetched, Issued: f.Issued,
		Window: r.Window, Days: make([]Day, r.Days),
	}
	for i := range o.Days {
		o.Days[i].Date = r.First.AddDays(i)
	}
	return o
}
