package analysis

import (
	"fmt"

	"yubao/internal/weather"
)

// lacks records for the editors what the data do not say.
func (st *study) lacks(d weather.Date, e Element, note string) {
	st.o.Missing = append(st.o.Missing, Missing{Date: d, Element: e, Note: note})
}

// noteHoles records which facts of a day the data do not carry.
func (st *study) noteHoles(d *Day, cut windows) {
	s := st.s
	if d.Sky.First == CloudUnknown {
		st.lacks(d.Date, ElementSky, "云量缺测，不写天空状况")
	}
	st.noteWind(d, cut)
	st.noteTemperature(d, cut)
	if !d.Rain.OK() {
		st.lacks(d.Date, ElementRain, s.hole(s.ended(cut.whole), ofAmount)+"降水缺测，雨量不详，不能写无雨")
	}
	if !d.UV.OK() {
		st.lacks(d.Date, ElementUV, "紫外线指数缺测，不写防晒")
	}
}

func (st *study) noteWind(d *Day, cut windows) {
	s := st.s
	switch hole := s.hole(s.clip(cut.daytime), ofWind); {
	case !d.Wind.Known:
		st.lacks(d.Date, ElementWind, "风力缺测，不写风")
	case hole != "":
		st.lacks(d.Date, ElementWind, hole+"风缺测，据其余时次")
	case d.Wind.From == NoDirection && !d.Wind.Variable && s.hole(s.clip(cut.daytime), ofDirection) != "":
		st.lacks(d.Date, ElementWindFrom, "白天风向缺测，只写风力")
	}
}

func (st *study) noteTemperature(d *Day, cut windows) {
	if st.s.stepped(cut.whole) {
		if !d.LowSure || !d.HighSure {
			st.lacks(d.Date, ElementHigh, "气温资料间隔在一小时以上，最低、最高气温为近似值")
		}
		return
	}
	note := func(e Element, name string, window span, sure, printed bool) {
		if sure && printed {
			return
		}
		hole := st.s.hole(window, ofTemperature)
		switch {
		case printed:
			st.lacks(d.Date, e, hole+"气温缺测，"+name+"据其余时次，可能有出入")
		case hole == "":
			st.lacks(d.Date, e, name+"缺测，不写")
		default:
			st.lacks(d.Date, e, hole+"气温缺测，"+name+"不确定，不写")
		}
	}
	note(ElementLow, "最低气温", cut.whole, d.LowSure, d.Low.OK())
	note(ElementHigh, "最高气温", cut.high, d.HighSure, d.High.OK())
}

// The elements that are looked at by themselves.
func ofTemperature(h *slot) float64 { return h.temperature }
func ofFeels(h *slot) float64       { return h.feels }
func ofAmount(h *slot) float64      { return h.amount }
func ofWind(h *slot) float64        { return h.wind }
func ofDirection(h *slot) float64   { return h.u }

// hole says in clock hours which part of a span an element lacks: 12时至18时, or 部分时次
// when there are several holes; empty when nothing lacks.
func (s *series) hole(p span, of func(*slot) float64) string {
	first, last, n := 0, 0, 0
	for i := p.lo; i < p.hi; i++ {
		if i >= 0 && i < len(s.slots) && known(of(&s.slots[i])) {
			continue
		}
		if n == 0 {
			first = i
		}
		last = i
		n++
	}
	hour := func(i int) int { return s.at(i).In(s.zone).Hour() }
	switch {
	case n == 0:
		return ""
	case n == p.hours():
		return "全部时次"
	case n != last-first+1:
		return "部分时次"
	case n == 1:
		return fmt.Sprintf("%02d时", hour(first))
	}
	return fmt.Sprintf("%02d时至%02d时", hour(first), hour(last))
}
