package analysis

import "yubao/internal/weather"

// noMurk marks an hour of clear air.
const noMurk MurkKind = -1

// setMurk decides for every hour what obscures the air.
func (s *series) setMurk(th *MurkThresholds) {
	clear := max(th.FogVisibility, th.DustVisibility, th.HazeVisibility, th.MistVisibility)
	sandUntil := -1 // dust floats for a day and a half after it was raised
	for i := range s.slots {
		h := &s.slots[i]
		if h.visibility >= clear || h.phase != dry || s.snowNear(i) {
			continue
		}
		h.murk = h.murkOf(i <= sandUntil, th)
		if h.murk == BlowingSand || h.murk == Sandstorm {
			sandUntil = i + 36
		}
	}
}

// murkOf decides an hour that is dry, with no snow near: low visibility alone is nothing.
// Fog needs saturated air and a light wind; dust dry air; haze particles or drier air.
func (h *slot) murkOf(sandBefore bool, th *MurkThresholds) MurkKind {
	force := beaufort(h.wind)
	light := known(h.wind) && force <= th.FogWind
	if !known(h.visibility) {
		if h.code.Fog() && h.humidity >= th.MistHumidity && light {
			return Fog
		}
		return noMurk
	}
	switch {
	case h.visibility < th.FogVisibility && h.humidity >= th.FogHumidity && light:
		return Fog
	case h.visibility < th.DustVisibility && h.dusty(sandBefore, th):
		return h.dust(force, th)
	case h.visibility < th.HazeVisibility && h.hazy(th):
		return Haze
	case h.visibility < th.MistVisibility && h.humidity >= th.MistHumidity && light && !h.daytime:
		return Mist
	}
	return noMurk
}

// snowNear reports snow within two hours: what hides the view then is snow.
func (s *series) snowNear(i int) bool {
	near := s.in(span{i - 2, i + 3})
	for k := range near {
		if near[k].phase == frozen || near[k].phase == mixed {
			return true
		}
	}
	return false
}

// dusty reports dry dust: by coarse particles, or without their measurement by very dry
// air in a wind that raises sand, or after such a wind.
func (h *slot) dusty(sandBefore bool, th *MurkThresholds) bool {
	if known(h.pm10) {
		return h.pm10 >= th.DustPM10 && !(h.humidity >= th.DustHumidity) && !(h.pm10 < th.DustRatio*h.pm25)
	}
	return h.humidity < th.DustDry && (beaufort(h.wind) > th.SandWind || sandBefore)
}

// dust tells the kinds of dust apart.
func (h *slot) dust(force weather.Beaufort, th *MurkThresholds) MurkKind {
	switch {
	case force < th.SandWind:
		return FloatingDust
	case h.visibility < th.SandstormVisibility && h.pm10 >= th.SandstormPM10:
		return Sandstorm
	}
	return BlowingSand
}

// hazy reports fine particles in air that is not saturated. A model's visibility without
// particles is no evidence.
func (h *slot) hazy(th *MurkThresholds) bool {
	return h.humidity < th.HazeHumidity && h.pm25 >= th.HazePM25 ||
		h.humidity < th.HazeHumid && h.pm25 >= th.HazeHumidPM25
}

// murkTally counts one obscuration in a window.
type murkTally struct {
	hours, day, first, last int
	visibility              float64
}

// weights orders obscurations: what endangers most comes first.
var weights = [...]MurkKind{Sandstorm, BlowingSand, Fog, FloatingDust, Haze, Mist}

// murks names what obscures the air in a window long enough to be told. Of the kinds of
// dust only the strongest is named, and mist only when there is nothing else.
func (s *series) murks(p span, th *Thresholds) []Murk {
	in := s.clip(p)
	found, wet := false, false
	for i := in.lo; i < in.hi; i++ {
		h := &s.slots[i]
		wet = wet || h.phase != dry
		found = found || h.murk != noMurk
	}
	if !found {
		return nil
	}
	var tallies [Sandstorm + 1]murkTally
	for i := in.lo; i < in.hi; i++ {
		if h := &s.slots[i]; h.murk != noMurk {
			tallies[h.murk].add(i, h)
		}
	}
	dust := tallies[FloatingDust].hours + tallies[BlowingSand].hours + tallies[Sandstorm].hours
	var murks []Murk
	for _, kind := range weights {
		t := &tallies[kind]
		if t.hours == 0 || !t.worth(kind, dust, wet || len(murks) > 0, &th.Murk) {
			continue
		}
		if isDust(kind) {
			dust = 0 // the strongest kind stands for all
		}
		murks = append(murks, s.murkOf(kind, t, p))
	}
	return murks
}

func isDust(kind MurkKind) bool { return kind >= FloatingDust }

func (t *murkTally) add(i int, h *slot) {
	if t.hours == 0 {
		t.first, t.visibility = i, h.visibility
	}
	t.hours++
	t.last = i
	if h.daytime {
		t.day++
	}
	if h.visibility < t.visibility {
		t.visibility = h.visibility
	}
}

// worth reports whether a kind lasts long enough in the window to be named.
func (t *murkTally) worth(kind MurkKind, dust int, other bool, th *MurkThresholds) bool {
	switch kind {
	case Fog:
		return t.hours >= th.FogHours
	case Mist:
		return t.hours >= th.MistHours && !other
	case Haze:
		return t.day >= th.HazeHours
	case FloatingDust:
		return dust >= th.DustHours && t.day > 0
	}
	return dust >= th.DustHours && t.hours >= 2
}

func (s *series) murkOf(kind MurkKind, t *murkTally, p span) Murk {
	m := Murk{
		Kind: kind, From: s.at(t.first), To: s.at(t.last + 1),
		When: whenOf(t.first-p.lo, t.last+1-p.lo, p.hours()),
	}
	if known(t.visibility) {
		m.Visibility = weather.Some(weather.Meters(t.visibility))
	}
	return m
}
