package analysis

import "yubao/internal/weather"

// phase is what falls in an hour.
type phase uint8

const (
	dry phase = iota
	liquid
	mixed
	frozen
	freezing
	phases
)

// setPhases decides for every hour whether something worth a word falls, and what.
func (s *series) setPhases(p *weather.Place, th *Thresholds) {
	s.phase = make([]phase, s.n)
	ground := float64(p.Elevation.Or(0))
	for i := range s.phase {
		if s.wet(i, th.Rain.WetHour) {
			s.phase[i] = s.phaseAt(i, ground, &th.Phase)
		}
	}
}

// wet reports whether an hour's amount counts. Codes without an amount do not, and a
// drizzle of hundredths counts when it goes on.
func (s *series) wet(i int, least float64) bool {
	amount := s.amount[i]
	if !known(amount) {
		return false
	}
	if amount*float64(s.step[i]) >= least {
		return true
	}
	return amount > 0 && amount+s.amountOr0(i-1)+s.amountOr0(i+1) >= 2*least
}

func (s *series) amountOr0(i int) float64 {
	if i < 0 || i >= s.n || !known(s.amount[i]) {
		return 0
	}
	return s.amount[i]
}

func (s *series) phaseAt(i int, ground float64, th *PhaseThresholds) phase {
	if s.code[i].FreezingRain() && !(s.temperature[i] > th.SleetTemperature) {
		return freezing
	}
	fallen := liquid
	if known(s.snow[i]) && s.amount[i] > 0 {
		switch share := s.snow[i] / s.amount[i]; {
		case share >= th.SnowShare:
			return frozen
		case share >= th.SleetShare:
			return mixed
		}
	} else {
		fallen = s.phaseByTemperature(i, ground, th)
	}
	// Liquid that falls on frost through a warm layer freezes on the ground.
	if fallen == liquid && s.temperature[i] <= th.FreezingTemperature && s.t850[i] > 0 {
		return freezing
	}
	return fallen
}

// phaseByTemperature decides without a snowfall column: by the code, else by the height
// of the 0 ℃ level above ground, else by the temperature at 2 m.
func (s *series) phaseByTemperature(i int, ground float64, th *PhaseThresholds) phase {
	t, zero := s.temperature[i], s.zeroLevel[i]-ground
	switch {
	case s.code[i].Snow():
		return frozen
	case t > th.SleetTemperature:
		return liquid
	case known(zero) && zero <= th.SnowZeroLevel:
		return frozen
	case known(zero) && zero >= th.RainZeroLevel:
		return liquid
	case known(zero):
		return mixed
	case t <= 0 && !(s.t850[i] > 0):
		return frozen
	case t <= th.SleetTemperature:
		return mixed
	}
	return liquid
}
