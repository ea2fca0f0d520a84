package phrase

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// push writes one line: the next day and the first thing to come, with source and time.
// What endangers comes before all else: for a heavy rain or a gale there is room, if that
// of the advice or of the temperatures.
func (s *survey) push(r *Request) string {
	if len(s.days) == 0 {
		return ""
	}
	c := s.calendar()
	head := s.o.Place.Name + issueText(s.o.Now, zoneOf(s.o)) + "：" + c.relative(s.days[0].Date)
	tail := "。（" + s.shortSource(r) + "）"
	fits := func(text string) bool { return utf8.RuneCountInString(head+text+tail) <= PushMost }
	leads := slices.DeleteFunc(s.pushLeads(r), func(lead string) bool { return !fits(lead) })
	if len(leads) == 0 {
		return "" // nothing is known of the day
	}
	items := s.comings(c)
	slices.SortStableFunc(items, func(a, b coming) int { return b.rank() - a.rank() })
	dangers := len(items)
	if i := slices.IndexFunc(items, func(item coming) bool { return !item.danger }); i >= 0 {
		dangers = i
	}
	for ; dangers > 0; dangers-- {
		for _, lead := range leads {
			for _, brief := range []bool{false, true} {
				if text := lead + inOneLine(items[:dangers], brief); fits(text) {
					return head + text + tail
				}
			}
		}
	}
	for i := range items {
		for _, brief := range []bool{false, true} {
			if text := leads[0] + inOneLine(items[i:i+1], brief); fits(text) {
				return head + text + tail
			}
		}
	}
	return head + leads[0] + tail
}

// rank orders what is to come for a line that has not room for all.
func (c coming) rank() int {
	if c.danger {
		return c.weight + 10
	}
	return c.weight
}

// pushLeads are what the line says of the next day, the fullest first: its sky and
// temperatures, a wind that is strong, what to do.
func (s *survey) pushLeads(r *Request) []string {
	day := &s.days[0]
	sky, temperatures, wind := s.skyText(day), s.clauses(day).temperatures, ""
	if slices.Contains(s.windy, day.Date) {
		wind = s.windText(day)
	}
	short := shortFor(r, day.Date)
	var leads []string
	for _, wind := range slices.Compact([]string{wind, ""}) {
		for _, facts := range [][]string{{sky, temperatures}, {sky}, {temperatures}} {
			if facts = nonEmpty(facts); len(facts) == 0 {
				continue
			}
			leads = append(leads, strings.Join(nonEmpty(append(facts, wind, short)), "，"), strings.Join(nonEmpty(append(facts, wind)), "，"))
		}
	}
	return leads
}

// inOneLine writes things to come behind one another by their days, a day named once.
func inOneLine(items []coming, brief bool) string {
	items = slices.Clone(items)
	if brief {
		for i := range items {
			it := &items[i]
			it.text, it.date, it.day, it.last = it.short, it.peak, it.on, it.on
		}
	}
	slices.SortStableFunc(items, func(a, b coming) int { return a.date.DaysSince(b.date) })
	var out strings.Builder
	label := ""
	for _, item := range items {
		if item.day != "" && item.day == label {
			out.WriteString("，" + strings.TrimPrefix(item.text, item.day))
			continue
		}
		out.WriteString("；" + item.text)
		label = item.last
	}
	return out.String()
}
