package proof

import (
	"math/bits"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
)

// onlyDates reports a span of dates and weekdays alone: 16日至18日, 周五（19日）. Of what is
// said of them by 有, every one has it.
func onlyDates(s *grammar.Span) bool {
	for i := range s.Points {
		p := &s.Points[i]
		if p.Day == 0 && p.Weekday == 0 || p.Part != "" || p.Clock || p.Edge != "" {
			return false
		}
	}
	return true
}

// eachDay holds a claim against every date of a list when it stands right behind it, as in
// 22日至23日有扬沙, and else against the scope as a whole: 16日至18日有一次小雨过程.
func (r *reading) eachDay(i int, check func(scope)) {
	r.part.used = true
	if !r.listed || r.scope.eve || bits.OnesCount64(r.scope.days) < 2 || !r.c.together(strings.Replace(r.c.text[r.named:i], r.part.said, "", 1)) {
		check(r.scope)
		return
	}
	for set := r.scope.days; set != 0; set &= set - 1 {
		one := scope{days: set & -set, named: true}
		if r.c.reports(func() { check(one) }) {
			return
		}
	}
}

// eachFall holds a phenomenon against every date of a list; its class is that of the spell
// as a whole. 降雨天气较多 has gaps and is held against the scope.
func (r *reading) eachFall(at span, f *grammar.Fall) {
	c := r.c
	check := func(f *grammar.Fall) func(scope) {
		return func(s scope) { c.checkFall(at, f, s, c.text[r.clause:at.from], r.part.known) }
	}
	some := *f
	some.Grade, some.Mod = analysis.GradeNone, ""
	if strings.HasPrefix(c.text[at.to:], "天气") || !c.reports(func() { r.eachDay(at.from, check(&some)) }) {
		r.part.used = true
		check(f)(r.scope)
	}
}

// together reports words between dates and a claim that leave it standing for each date:
// ，受冷空气影响，我市有持续. What the place is called is the outlet's own.
func (c *checker) together(words string) bool {
	words = strings.TrimPrefix(words, "，")
	if strings.HasPrefix(words, "受") {
		_, words, _ = strings.Cut(words, "影响")
		words = strings.TrimPrefix(words, "，")
	}
	for _, place := range []string{c.facts.Outlook.Place.Called, c.facts.Outlook.Place.Name, "全市"} {
		if rest, ok := strings.CutPrefix(words, place); ok && place != "" {
			words = rest
			break
		}
	}
	switch words {
	case "", "有", "仍有", "都有", "均有", "将有", "白天", "也有", "还有", "有持续", "持续", "各有":
		return true
	}
	return false
}

// reports runs a check and tells whether it found a fault.
func (c *checker) reports(check func()) bool {
	before := len(c.findings)
	check()
	return len(c.findings) > before
}

// aimless reports a stretch of dates that ends where it begins: 7日到7日. Weekdays alone
// come round again: 周五到周一 is no slip on a Monday.
func (r *reading) aimless(at span, s *grammar.Span) bool {
	if len(s.Points) != 2 || !runs(s.Points[1].Join) || !onlyDates(s) || !hasDay(&s.Points[0]) || !hasDay(&s.Points[1]) {
		return false
	}
	first, _, ok := r.c.datesOf(s, 0)
	last, _, also := r.c.datesOf(s, 1)
	if !ok || !also || first.Before(last) {
		return false
	}
	r.c.report(Contradiction, at, "", "起止日期颠倒或相同，请核对日期。")
	return true
}

// hasDay reports a point that states a day of the month, itself or in brackets.
func hasDay(p *grammar.Point) bool {
	return p.Day != 0 || len(p.Note) == 1 && p.Note[0].Day != 0
}

// twice reports a change from one thing to the same: 晴天转晴天, 小雨转小雨.
func (r *reading) twice(at span) bool {
	word := strings.TrimSuffix(r.c.said(at), "天")
	before := r.c.text[r.clause:at.from]
	for _, link := range []string{"转", "间", "到"} {
		rest, ok := strings.CutSuffix(before, link)
		if !ok {
			continue
		}
		rest = strings.TrimSuffix(rest, "天")
		if head, ok := strings.CutSuffix(rest, word); ok && !endsInOne(head, []string{"阵", "大", "中", "小", "暴", "到"}) {
			r.c.report(Contradiction, at, "", "“"+link+"”的前后是同一种天空状况，请改正。")
			return true
		}
	}
	return false
}

// sameTurn reports a wind that turns into the direction it has.
func sameTurn(w *grammar.WindClause) bool {
	for i := 1; i < len(w.Legs); i++ {
		if d := w.Legs[i].Dir.From; d != analysis.NoDirection && d == w.Legs[i-1].Dir.From {
			return true
		}
	}
	return false
}

// reversedForce takes a span of forces with the stronger first: 6级～3级.
func (r *reading) reversedForce(text string, i int, open grammar.Opening) int {
	if open&grammar.OpensWind == 0 {
		return 0
	}
	from, n := figure(text, i)
	if n == 0 {
		return 0
	}
	rest := strings.TrimPrefix(text[i+n:], "级")
	mark := rangeSign(rest)
	if mark == 0 {
		return 0
	}
	to, m := figure(rest, mark)
	if m == 0 || !strings.HasPrefix(rest[mark+m:], "级") || from < to {
		return 0
	}
	end := len(text) - len(rest) + mark + m + len("级")
	r.c.report(Contradiction, span{i, end}, "", "风力写反了，小的在前，请改正。")
	return end - i
}
