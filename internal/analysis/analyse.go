package analysis

import (
	"time"

	"yubao/internal/weather"
)

// study is one forecast under analysis.
type study struct {
	f    *weather.Forecast
	r    *Request
	th   *Thresholds
	s    *series
	cuts []windows // by day
	o    *Outlook

	lows, highs []reading // as printed, from the day before the first on
	over        *columns  // nil until a cause is looked for
}

// columns returns what causes go over.
func (st *study) columns() *columns {
	if st.over == nil {
		st.over = newColumns(st.s, &st.f.Arms, &st.th.Cause)
	}
	return st.over
}

// release gives up the memory that is kept between analyses.
func (st *study) release() {
	st.s.release()
	if st.over != nil {
		st.over.release()
	}
}

// Analyse computes the facts of an edition. It is pure and safe for concurrent use; the
// forecast is only read.
func Analyse(f weather.Forecast, r Request) Outlook {
	o := Outlook{
		Place: f.Place, Source: f.Source, Now: r.Now, Fetched: f.Fetched, Issued: f.Issued,
		Window: r.Window, Days: make([]Day, max(0, r.Days)),
	}
	th := r.Thresholds
	if th == nil {
		th = &defaults
	}
	zone := f.Place.Zone
	if zone == nil {
		zone = time.FixedZone("", int(f.Offset/time.Second))
	}
	st := &study{f: &f, r: &r, th: th, o: &o, s: newSeries(&f, &r, zone, th), cuts: make([]windows, len(o.Days))}
	defer st.release()
	st.s.setPhases(&f.Place, th)
	st.s.setMurk(&th.Murk)
	st.s.setClasses(&th.Sky)
	st.s.hideFog()
	for i := range o.Days {
		st.day(i)
	}
	st.override()
	o.Runs = st.runs()
	o.Exception = exceptionOf(o.Runs)
	st.events()
	return o
}

// knownHours is the least number of hours with data that make a printed date.
const knownHours = 6

// day computes the facts of one printed date.
func (st *study) day(i int) {
	d := &st.o.Days[i]
	d.Date = st.r.First.AddDays(i)
	st.cuts[i] = st.s.windowsOf(i, st.r.Window)
	cut := st.cuts[i]
	d.Known = st.s.knownIn(cut.whole) >= knownHours
	if !d.Known {
		st.lacks(d.Date, ElementDay, "当日没有预报资料，不写该日天气")
		return
	}
	s, th := st.s, st.th
	d.Sky = s.skyOf(cut.whole, th)
	d.Daytime, d.Night = s.halfDay(cut.daytime, th), s.halfDay(cut.night, th)
	d.Wind = s.dayWind(d.Daytime.Wind, cut, &th.Wind)
	d.setTemperatures(s, cut, &th.Temperature)
	d.setAmounts(s.sum(cut.whole))
	if g := s.greatestGust(cut.whole, &th.Wind); known(g) {
		d.Gust = weather.Some(beaufort(g))
	}
	d.UV = s.uvOf(cut)
	d.Air = s.airOf(st.f.Air, cut.calendar, &th.Air)
	d.Humidity = s.afternoonHumidity(i)
	for k := range st.f.Sun {
		if st.f.Sun[k].Date == d.Date {
			d.Sunrise, d.Sunset = st.f.Sun[k].Rise, st.f.Sun[k].Set
		}
	}
	st.noteHoles(d, cut)
}

// knownIn counts the hours of a window that have any data a bulletin prints.
func (s *series) knownIn(p span) int {
	n := 0
	hours := s.in(p)
	for i := range hours {
		h := &hours[i]
		if known(h.temperature) || known(h.wind) || known(h.total) || known(h.amount) || h.code != noCode {
			n++
		}
	}
	return n
}

func (s *series) halfDay(p span, th *Thresholds) Part {
	part := Part{Sky: s.skyOf(p, th), Wind: s.windOf(p, &th.Wind)}
	part.Low, part.High = s.rangeOf(p, ofTemperature)
	return part
}

// setAmounts sets what falls in the window; a sum with holes is no sum.
func (d *Day) setAmounts(a amounts) {
	if !a.complete {
		return
	}
	d.Rain, d.Snow = weather.Some(hundredth(a.liquid)), weather.Some(hundredth(a.melted))
	d.MaxHourlyRain = weather.Some(hundredth(a.greatestHour))
}

// afternoonHumidity returns the least humidity of 12-18 of a day.
func (s *series) afternoonHumidity(day int) weather.Maybe[weather.Percent] {
	hours := s.in(span{s.slot(day, 12), s.slot(day, 18)})
	least := missing
	for i := range hours {
		if h := hours[i].humidity; known(h) && !(h >= least) {
			least = h
		}
	}
	if !known(least) {
		return weather.None[weather.Percent]()
	}
	return weather.Some(weather.Percent(least))
}
