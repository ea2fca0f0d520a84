package analysis

import "yubao/internal/weather"

// noMurk marks an hour of clear air.
const noMurk MurkKind = -1

// setMurk decides for every hour what obscures the air.
func (s *series) setMurk(th *MurkThresholds) {
	s.murk = make([]MurkKind, s.n)
	sandUntil := -1 // dust floats for a day and a half after it was raised
	for i := range s.murk {
		s.murk[i] = s.murkAt(i, i <= sandUntil, th)
		if s.murk[i] == BlowingSand || s.murk[i] == Sandstorm {
			sandUntil = i + 36
		}
	}
}

// murkAt decides one hour: low visibility alone is nothing. Fog needs saturated air, a
// light wind and no precipitation near; dust dry air; haze particles or drier air.
func (s *series) murkAt(i int, sandBefore bool, th *MurkThresholds) MurkKind {
	visibility, humidity := s.visibility[i], s.humidity[i]
	if visibility >= max(th.FogVisibility, th.DustVisibility, th.HazeVisibility, th.MistVisibility) {
		return noMurk
	}
	if s.phase[i] != dry || s.snowNear(i) {
		return noMurk
	}
	force := weather.MetersPerSecond(s.wind[i]).Beaufort()
	light := known(s.wind[i]) && force <= th.FogWind
	if !known(visibility) {
		if s.code[i].Fog() && humidity >= th.MistHumidity && light {
			return Fog
		}
		return noMurk
	}
	switch {
	case visibility < th.FogVisibility && humidity >= th.FogHumidity && light:
		return Fog
	case visibility < th.DustVisibility && s.dusty(i, sandBefore, th):
		return dustKind(visibility, s.pm10[i], force, th)
	case visibility < th.HazeVisibility && s.hazy(i, th):
		return Haze
	case visibility < th.MistVisibility && humidity >= th.MistHumidity && light && !s.daytime(i):
		return Mist
	}
	return noMurk
}

// snowNear reports snow within two hours: what hides the view then is snow.
func (s *series) snowNear(i int) bool {
	for k := max(0, i-2); k <= min(s.n-1, i+2); k++ {
		if s.phase[k] == frozen || s.phase[k] == mixed {
			return true
		}
	}
	return false
}

// dusty reports dry dust: by coarse particles, or without their measurement by very dry
// air in a wind that raises sand, or after such a wind.
func (s *series) dusty(i int, sandBefore bool, th *MurkThresholds) bool {
	pm10, pm25, humidity := s.pm10[i], s.pm25[i], s.humidity[i]
	if known(pm10) {
		return pm10 >= th.DustPM10 && !(humidity >= th.DustHumidity) && !(pm10 < th.DustRatio*pm25)
	}
	windy := weather.MetersPerSecond(s.wind[i]).Beaufort() > th.SandWind
	return humidity < th.DustDry && (windy || sandBefore)
}

func dustKind(visibility, pm10 float64, force weather.Beaufort, th *MurkThresholds) MurkKind {
	switch {
	case force < th.SandWind:
		return FloatingDust
	case visibility < th.SandstormVisibility && pm10 >= th.SandstormPM10:
		return Sandstorm
	}
	return BlowingSand
}

// hazy reports fine particles in air that is not saturated. A model's visibility without
// particles is no evidence.
func (s *series) hazy(i int, th *MurkThresholds) bool {
	humidity, pm25 := s.humidity[i], s.pm25[i]
	return humidity < th.HazeHumidity && pm25 >= th.HazePM25 ||
		humidity < th.HazeHumid && pm25 >= th.HazeHumidPM25
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
	var tallies [Sandstorm + 1]murkTally
	in := s.clip(p)
	found, wet := false, false
	for i := in.lo; i < in.hi; i++ {
		wet = wet || s.phase[i] != dry
		kind := s.murk[i]
		if kind == noMurk {
			continue
		}
		found = true
		tallies[kind].add(i, s.visibility[i], s.daytime(i))
	}
	if !found {
		return nil
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

func (t *murkTally) add(i int, visibility float64, daytime bool) {
	if t.hours == 0 {
		t.first, t.visibility = i, visibility
	}
	t.hours++
	t.last = i
	if daytime {
		t.day++
	}
	if visibility < t.visibility {
		t.visibility = visibility
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
