package bulletin

import (
	"maps"
	"sync"

	"yubao/internal/advice"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
)

// Case is one kind of week before anybody has told it.
type Case struct {
	Name  string         // Chinese: 缺最低气温
	Input Input          // without Narrative and House
	House *grammar.House // nil: the one of the style that it is told in
	// Sound says that the facts agree with one another, as those of a forecast do, so that
	// texts can be held against them.
	Sound bool
}

// Week is a case told in a newsroom's words: one kind of week that templates are tried on.
type Week struct {
	Name  string
	Data  map[string]any
	Input Input // what Data was made from
	Sound bool  // as of the Case
}

// Bank is the kinds of week that the operators' words are tried on. What is the same in
// every style is worked out once for a house. It is safe for concurrent use; nobody may
// write to the weeks' Data.
type Bank struct {
	cases func() []Case
	mu    sync.Mutex
	plain map[int]plain
}

// plain is what templates see of a case whatever the style.
type plain struct {
	house grammar.House
	data  map[string]any
}

// narrated are the names whose values come from the narrative.
var narrated = names{
	"标题": true, "标题上句": true, "标题下句": true, "导语": true, "综述": true, "气温综述": true, "建议": true,
	"短讯": true, "推送": true, "口播": true, "署名": true,
}

// NewBank makes a bank of cases, which are asked for when one is needed: a daemon that
// checks nothing does without.
func NewBank(cases func() []Case) *Bank {
	return &Bank{cases: sync.OnceValue(cases), plain: map[int]plain{}}
}

// Names lists the weeks.
func (b *Bank) Names() []string {
	cases := b.cases()
	names := make([]string, len(cases))
	for i := range cases {
		names[i] = cases[i].Name
	}
	return names
}

// Weeks tells all cases. Without rules there is no advice.
func (b *Bank) Weeks(style *phrase.Style, rules *advice.Rules) []Week {
	weeks := make([]Week, len(b.cases()))
	for i := range weeks {
		weeks[i] = b.tell(i, style, rules)
	}
	return weeks
}

// Week tells the case of a name, which is much quicker than all.
func (b *Bank) Week(name string, style *phrase.Style, rules *advice.Rules) (Week, bool) {
	for i, c := range b.cases() {
		if c.Name == name {
			return b.tell(i, style, rules), true
		}
	}
	return Week{}, false
}

func (b *Bank) tell(i int, style *phrase.Style, rules *advice.Rules) Week {
	c := &b.cases()[i]
	in := c.Input
	if in.House = style.House; c.House != nil {
		in.House = *c.House
	}
	in.Narrative, _ = Tell(in, style, rules, nil)
	data := maps.Clone(b.unstyled(i, in))
	maps.Copy(data, dataOf(in, narrated))
	return Week{Name: c.Name, Data: data, Input: in, Sound: c.Sound}
}

// unstyled is the data of a case without its narrative.
func (b *Bank) unstyled(i int, in Input) map[string]any {
	b.mu.Lock()
	known := b.plain[i]
	b.mu.Unlock()
	if known.data != nil && known.house == in.House {
		return known.data
	}
	in.Narrative = phrase.Narrative{}
	known = plain{in.House, Data(in)}
	b.mu.Lock()
	b.plain[i] = known
	b.mu.Unlock()
	return known.data
}

// Tell writes the narrative of what texts are made from, in the voice that it is in, and
// says which advice it holds. trace is as in phrase.Request.
func Tell(in Input, style *phrase.Style, rules *advice.Rules, trace *[]phrase.Written) (phrase.Narrative, []phrase.Advice) {
	facts := phrase.Survey(in.Outlook, in.House)
	r := phrase.Request{Voice: phrase.Model, Public: in.Public, Trace: trace}
	if rules != nil {
		r.Advice = rules.Choose(facts, nil)
	}
	if in.Station != nil {
		r.Voice, r.Station, r.StationIssued = phrase.Station, in.Station.Name, in.Station.Issued
	}
	return facts.Narrate(style, r), r.Advice
}
