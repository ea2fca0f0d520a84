package phrase

import "time"

// sourceText writes source and time of issue. No setting removes them: licences ask
// for the credit, the law for source and time.
func (s *survey) sourceText(r *Request) string {
	issue := issueText(s.o.Now, zoneOf(s.o))
	if r.relayed() {
		return "预报来源：" + r.Station + issueText(r.StationIssued, zoneOf(s.o)) + "发布；标题、提要据原文编写，" + issue + "成稿。"
	}
	if r.attested() {
		return "预报来源：" + r.Station + issueText(r.StationIssued, zoneOf(s.o)) + "预报，" + issue + "编写。"
	}
	text := "资料来源：" + s.credit()
	if run, ok := s.o.Issued.Get(); ok {
		text += "，" + issueText(run, zoneOf(s.o)) + "起报"
	}
	text += "，" + issue + "生成"
	if !r.Public {
		text += "，供内部参考"
	}
	return text + "，以当地气象台发布为准。"
}

// relayed reports a text that is made from a station's own bulletin.
func (r *Request) relayed() bool { return r.attested() && r.Relayed }

func (s *survey) credit() string {
	switch {
	case s.o.Source.Credit != "":
		return s.o.Source.Credit
	case s.o.Source.Name != "":
		return s.o.Source.Name + " 数值预报"
	default:
		return "数值预报"
	}
}

// shortSource writes the source for chat and push.
func (s *survey) shortSource(r *Request) string {
	if r.attested() {
		return r.Station
	}
	if s.o.Source.Name != "" {
		return s.o.Source.Name
	}
	return "数值预报"
}

// Moment writes a time of issue as sources are given: 4月15日16时, 4月15日16时30分.
func Moment(t time.Time, zone *time.Location) string { return issueText(t, zone) }
