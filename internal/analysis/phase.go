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
	ground := float64(p.Elevation.Or(0))
	for i := range s.slots {
		if h := &s.slots[i]; h.amount > 0 && s.wet(i, th.Rain.WetHour) {
			h.phase = h.phaseOf(ground, s.t850(h), &th.Phase)
		}
	}
}

// wet reports whether an hour's amount counts. Codes without an amount do not, and a
// drizzle of hundredths counts when it goes on.
func (s *series) wet(i int, least float64) bool {
	h := &s.slots[i]
	return h.amount*float64(h.step) >= least || h.amount+s.amountOr0(i-1)+s.amountOr0(i+1) >= 2*least
}

func (s *series) amountOr0(i int) float64 {
	if i < 0 || i >= len(s.slots) || !known(s.slots[i].amount) {
		return 0
	}
	return s.slots[i].amount
}

// phaseOf tells what a wet hour's precipitation is, given the temperature at 850 hPa.
func (h *slot) phaseOf(ground, t850 float64, th *PhaseThresholds) phase {
	if h.code.FreezingRain() && !(h.temperature > th.SleetTemperature) {
		return freezing
	}
	fallen := liquid
	if known(h.snow) {
		switch share := h.snow / h.amount; {
		case share >= th.SnowShare:
			return frozen
		case share >= th.SleetShare:
			return mixed
		}
	} else {
		fallen = h.phaseByTemperature(ground, t850, th)
	}
	// Liquid that falls on frost through a warm layer freezes on the ground.
	if fallen == liquid && h.temperature <= th.FreezingTemperature && t850 > 0 {
		return freezing
	}
	return fallen
}

// phaseByTemperature decides without a snowfall column: by the code, else by the height
// of the 0 ℃ level above ground, else by the temperature at 2 m.
func (h *slot) phaseByTemperature(ground, t850 float64, th *PhaseThresholds) phase {
	t, zero := h.temperature, h.zeroLevel-ground
	switch {
	case h.code.Snow():
		return frozen
	case t > th.SleetTemperature:
		return liquid
	case known(zero) && zero <= th.SnowZeroLevel:
		return frozen
	case known(zero) && zero >= th.RainZeroLevel:
		return liquid
	case known(zero):
		return mixed
	case t <= 0 && !(t850 > 0):
		return frozen
	case t <= th.SleetTemperature:
		return mixed
	}
	return liquid
}
