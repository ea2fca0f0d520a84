// Package phrase turns the facts of an outlook into the Chinese of an evening paper:
// headline, period sentence, temperature sentence, chat text, push line and the text
// for the ear. Every sentence comes from facts; what is missing drops its clause.
//
// The words of single clauses (sky, precipitation, wind, ranges) are those of package
// grammar; how sentences vary, and the patterns of headlines, are the operators' data
// (templates/style.yaml). Package advice chooses what to tell readers to do.
package phrase

import (
	"strconv"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// Voice says in whose name a text speaks.
type Voice string

// The voices.
const (
	Model   Voice = "model"   // made from model data: names no observatory
	Station Voice = "station" // unlocked by an attestation
)

// Advice is one piece of advice that fits the facts.
type Advice struct {
	Rule    string         // name of the rule, for the history
	Variant int            // which of its texts, for the history
	Kind    string         // what it is about: 雨、风、紫外线
	Text    string         // a whole sentence or two, with the fact it follows from
	Short   string         // the act alone, for chat and push: 出门带伞; may be empty
	Dates   []weather.Date // the days it is about; empty: the period
}

// Request says for whom and in whose name to write.
type Request struct {
	Voice         Voice
	Station       string     // with Voice Station: who issued the forecast
	StationIssued time.Time  // and when
	Relayed       bool       // the facts are those of the station's own bulletin, which the article quotes
	Public        bool       // the audience is the public: not 供内部参考
	Advice        []Advice   // at most three, the most urgent first
	Trace         *[]Written // where to note which entries of the style wrote what; nil: nowhere
}

// attested reports whether station wording is unlocked.
func (r *Request) attested() bool {
	return r.Voice == Station && r.Station != "" && !r.StationIssued.IsZero()
}

// Narrative is the text of one edition in its parts, all from the same facts. Parts
// for which there are no facts are empty. One Narrative is for one goroutine.
type Narrative struct {
	Headline    string    // both parts with a full-width space between
	Parts       [2]string // what happens; what to do
	Issue       string    // 4月15日16时
	Lead        string    // issue time, basis and period sentence
	Summary     string    // the period sentence: 预计16日至18日，我市…。
	Temperature string    // one sentence
	Advice      []string  // whole sentences
	Source      string    // source and time of issue, as they must stand in every text

	short *shortTexts
}

// shortTexts are what the texts that few editions print are made of.
type shortTexts struct {
	survey  *survey
	request Request
	article Narrative
}

// Chat is the text for a group: plain, several lines, at most ChatMost characters.
func (n *Narrative) Chat() string {
	if n.short == nil {
		return ""
	}
	return n.short.survey.chat(&n.short.request)
}

// Push is the text of one line, at most PushMost characters.
func (n *Narrative) Push() string {
	if n.short == nil {
		return ""
	}
	return n.short.survey.push(&n.short.request)
}

// Broadcast is the text for the ear, without symbols.
func (n *Narrative) Broadcast() string {
	if n.short == nil {
		return ""
	}
	return n.short.survey.broadcast(&n.short.request, &n.short.article)
}

// The greatest lengths in characters.
const (
	ChatMost = 400
	PushMost = 60
)

// Narrate writes an edition. It is pure; the same arguments give the same text.
func Narrate(o analysis.Outlook, house grammar.House, style *Style, r Request) Narrative {
	f := Survey(o, house)
	return f.Narrate(style, r)
}

// Narrate writes the edition of facts that were surveyed before.
func (f *Facts) Narrate(style *Style, r Request) Narrative {
	if r.Trace != nil {
		traced := *style
		traced.trace = r.Trace
		style = &traced
	}
	s := f.survey
	n := &narrator{s: s, style: style, seed: f.First(), cal: s.calendar(), subject: called(s.o.Place)}
	out := Narrative{Issue: issueText(s.o.Now, zoneOf(s.o)), Parts: style.headline(f)}
	out.Headline = strings.Join(nonEmpty(out.Parts[:]), "　")
	period := n.period()
	if period != "" {
		out.Summary = "预计" + period + "。"
		out.Lead = n.opening(&r, out.Issue) + out.Summary
	}
	if temperature := n.temperature(); temperature != "" {
		out.Temperature = temperature + "。"
	}
	for _, a := range r.Advice {
		out.Advice = append(out.Advice, a.Text)
	}
	out.Source = s.sourceText(&r)
	out.short = &shortTexts{s, r, out}
	return out
}

// called returns how the paper calls its own area.
func called(p weather.Place) string {
	if p.Called != "" {
		return p.Called
	}
	return p.Name
}

func nonEmpty(texts []string) []string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// issueText writes a time of issue: 4月15日16时, 4月15日16时30分.
func issueText(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	text := strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日" + strconv.Itoa(t.Hour()) + "时"
	if t.Minute() > 0 {
		text += strconv.Itoa(t.Minute()) + "分"
	}
	return text
}

// opening writes the words before the period sentence: when and on what basis.
func (n *narrator) opening(r *Request, issue string) string {
	if r.attested() {
		return n.style.fill("台站依据", n.seed, "台站", r.Station, "时间", issueText(r.StationIssued, n.cal.zone)) + "，"
	}
	return issue + "，" + n.style.pick("依据", n.seed) + "，"
}
