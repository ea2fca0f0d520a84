package analysis

import (
	"math"

	"yubao/internal/weather"
)

// uvOf returns the greatest index of a calendar day. It needs the hours around the sun's
// highest stand: without a number there is no advice.
func (s *series) uvOf(cut windows) weather.Maybe[UV] {
	noon := cut.calendar.lo + 12 + s.sunLag
	greatest, core := missing, 0
	in := s.clip(cut.calendar)
	for i := in.lo; i < in.hi; i++ {
		v := s.slots[i].uv
		if !known(v) {
			continue
		}
		if !(v <= greatest) {
			greatest = v
		}
		if i >= noon-2 && i <= noon+2 {
			core++
		}
	}
	if core < 4 {
		return weather.None[UV]()
	}
	return weather.Some(UVOf(int(math.Floor(greatest + 0.5))))
}

// UVOf is an index with its grade.
func UVOf(index int) UV { return UV{Index: weather.Some(index), Grade: gradeUV(index)} }

// gradeUV returns the Chinese grade (QX/T 87-2008), which is not the WHO's: 强 starts at 7.
func gradeUV(index int) UVGrade {
	switch {
	case index <= 2:
		return 1
	case index <= 4:
		return 2
	case index <= 6:
		return 3
	case index <= 9:
		return 4
	}
	return 5
}
