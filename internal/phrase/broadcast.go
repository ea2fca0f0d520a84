package phrase

import (
	"strings"
	"unicode/utf8"

	"yubao/internal/analysis"
)

// broadcast writes the text for the ear: no symbols, dates before weekdays, spans with
// 到, degrees as 摄氏度.
func (s *survey) broadcast(r *Request, n *Narrative) string {
	if len(s.days) == 0 {
		return ""
	}
	var out strings.Builder
	line := func(text string) {
		if text != "" {
			out.WriteString(Spoken(text))
			out.WriteString("\n")
		}
	}
	line("这里是" + s.o.Place.Name + "天气预报。")
	line(n.Lead + n.Temperature)
	for _, advice := range n.Advice {
		line(advice)
	}
	c := s.calendar()
	for i := range s.o.Days {
		day := s.spokenDay(c, &s.o.Days[i])
		if day == "" && !r.Relayed { // a station's list has the days that it has
			day = c.date(s.o.Days[i].Date) + "，" + c.weekday(s.o.Days[i].Date) + "，缺少资料。"
		}
		line(day)
	}
	line(n.Source)
	return strings.TrimSuffix(out.String(), "\n")
}

// spokenDay writes a day line for the ear, "" for a day of which nothing is known.
func (s *survey) spokenDay(c *calendar, day *analysis.Day) string {
	parts := nonEmpty([]string{s.skyText(day), s.windText(day), s.clauses(day).temperatures})
	if len(parts) == 0 {
		return ""
	}
	return c.date(day.Date) + "，" + c.weekday(day.Date) + "，" + strings.Join(parts, "，") + "。"
}

// Spoken rewrites a text for the ear: 气温-3℃～5℃ becomes 气温零下3到5摄氏度, 2级～3级
// becomes 2到3级, brackets and other signs go.
func Spoken(text string) string {
	var out strings.Builder
	runes := []rune(text)
	out.Grow(len(text) + len(text)/4)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '-' && i+1 < len(runes) && isDigit(runes[i+1]):
			out.WriteString("零下")
		case r == '℃' && i+1 < len(runes) && runes[i+1] == '～':
		case r == '级' && i+1 < len(runes) && runes[i+1] == '～':
		case r == '℃':
			out.WriteString("摄氏度")
		case r == '～' || r == '—':
			out.WriteString("到")
		case isDigit(r):
			end := i
			for end < len(runes) && isDigit(runes[end]) {
				end++
			}
			if end < len(runes) && runes[end] == '%' {
				out.WriteString("百分之" + string(runes[i:end]))
				i = end
				continue
			}
			out.WriteString(string(runes[i:end]))
			i = end - 1
		case r == '周' && i+2 < len(runes) && runes[i+2] == '（':
			end := closingBracket(runes, i)
			if end == 0 {
				out.WriteRune(r)
				continue
			}
			out.WriteString(string(runes[i+3:end]) + string(runes[i:i+2]))
			i = end
		case r == '（':
			if end := closingBracket(runes, i); end > 0 {
				if aside := string(runes[i+1 : end]); strings.ContainsAny(aside, "日月") {
					out.WriteString(aside)
				}
				i = end
			}
		case r == '：' || r == '；':
			out.WriteString("，")
		case r == '/' || r == '-' || r == ' ' || r == '　':
			if i > 0 && i+1 < len(runes) && isLatin(runes[i-1]) && isLatin(runes[i+1]) {
				out.WriteByte(' ')
			}
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

func closingBracket(runes []rune, from int) int {
	for i := from; i < len(runes); i++ {
		if runes[i] == '）' {
			return i
		}
	}
	return 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
func isLatin(r rune) bool { return r < utf8.RuneSelf && r != ' ' }
