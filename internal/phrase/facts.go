package phrase

import (
	"math"
	"strconv"

	"github.com/expr-lang/expr/vm"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// Facts are the named facts of one outlook, for the conditions and texts of
// operators. They are worked out when asked for; one Facts is for one goroutine.
type Facts struct {
	survey  *survey
	env     map[string]any
	machine vm.VM
}

// Survey reads an outlook for an outlet's conditions and texts.
func Survey(o analysis.Outlook, house grammar.House) *Facts {
	return &Facts{survey: newSurvey(o, house)}
}

// First returns the first printed date, from which variants of a text are counted.
func (f *Facts) First() weather.Date {
	if len(f.survey.o.Days) == 0 {
		return f.survey.issued
	}
	return f.survey.o.Days[0].Date
}

// fact is one named fact: exactly one of number, yes and text is set. A number that
// is not known is NaN, a text that is not known is empty.
type fact struct {
	vocabulary.Term
	number func(*survey) float64
	dates  func(*survey) []weather.Date // beside text: the same dates
	yes    func(*survey) bool
	text   func(*survey) string
}

// values returns the environment of conditions.
func (f *Facts) values() map[string]any {
	if f.env != nil {
		return f.env
	}
	f.env = make(map[string]any, len(facts))
	for i := range facts {
		switch fact := &facts[i]; {
		case fact.number != nil:
			f.env[fact.Name] = fact.number(f.survey)
		case fact.yes != nil:
			f.env[fact.Name] = fact.yes(f.survey)
		}
	}
	return f.env
}

// written returns a fact as it stands in a text, and false when it is not known.
func (f *Facts) written(fact *fact, how form) (string, bool) {
	if fact.text != nil {
		text := fact.text(f.survey)
		return text, text != ""
	}
	value := fact.number(f.survey)
	if math.IsNaN(value) {
		return "", false
	}
	n := int(math.Round(value))
	if how == hanzi {
		return counted(n), true
	}
	return strconv.Itoa(n), true
}

// Vocabulary returns the facts that conditions and texts may name, for the reference
// page, completion and lint.
func Vocabulary() []vocabulary.Term {
	terms := make([]vocabulary.Term, 0, len(facts)+len(gradeWords))
	for i := range facts {
		terms = append(terms, facts[i].Term)
	}
	for _, g := range gradeWords {
		terms = append(terms, vocabulary.Term{Name: g.word, Type: "等级", Example: "雨级 >= " + g.word, Doc: "降水等级，与 雨级、雪级 相比"})
	}
	return terms
}

// gradeWords are the names of classes that conditions compare with.
var gradeWords = []struct {
	word  string
	grade analysis.Grade
}{
	{"零星小雨", analysis.Trace}, {"小雨", analysis.Light}, {"中雨", analysis.Moderate}, {"大雨", analysis.Heavy},
	{"暴雨", analysis.Storm}, {"大暴雨", analysis.Severe}, {"特大暴雨", analysis.Extreme},
	{"小雪", analysis.Light}, {"中雪", analysis.Moderate}, {"大雪", analysis.Heavy}, {"暴雪", analysis.Storm},
}

// index is what follows from the tables of facts and classes.
type index struct {
	types      map[string]any // environment that conditions are checked against
	conditions []string       // names that a condition may use
	texts      []string       // names that a text may use
}

var names = indexOf(facts)

func indexOf(facts []fact) index {
	n := index{types: map[string]any{}}
	for _, g := range gradeWords {
		n.types[g.word] = 0.0
		n.conditions = append(n.conditions, g.word)
	}
	for i := range facts {
		f := &facts[i]
		if f.yes == nil {
			n.texts = append(n.texts, f.Name)
		}
		switch {
		case f.number != nil:
			n.types[f.Name] = 0.0
			n.conditions = append(n.conditions, f.Name)
		case f.yes != nil:
			n.types[f.Name] = false
			n.conditions = append(n.conditions, f.Name)
		}
	}
	return n
}

// gradeNamed returns the class of that name.
func gradeNamed(name string) (analysis.Grade, bool) {
	for _, g := range gradeWords {
		if g.word == name {
			return g.grade, true
		}
	}
	return analysis.GradeNone, false
}

func number(name, unit, missing, example, doc string, of func(*survey) float64) fact {
	return fact{Term: vocabulary.Term{Name: name, Type: "数", Unit: unit, Missing: missing, Example: example, Doc: doc}, number: of}
}

func yes(name, doc string, of func(*survey) bool) fact {
	return fact{Term: vocabulary.Term{Name: name, Type: "是否", Example: "是", Doc: doc}, yes: of}
}

func text(name, missing, example, doc string, of func(*survey) string) fact {
	return fact{Term: vocabulary.Term{Name: name, Type: "文字", Missing: missing, Example: example, Doc: doc}, text: of}
}

// count makes a fact of how many dates there are.
func count(name, doc string, of func(*survey) []weather.Date) fact {
	return number(name, "天", "", "2", doc, func(s *survey) float64 { return float64(len(of(s))) })
}

// dates makes a fact of dates written for a text: 19日, 16日至18日, 除周五（19日）外.
func dates(name, missing, doc string, of func(*survey) []weather.Date) fact {
	f := text(name, missing, "周五（19日）", doc, func(s *survey) string {
		if found := of(s); len(found) > 0 {
			return s.calendar().list(found)
		}
		return ""
	})
	f.dates = of
	return f
}

// weekdayOf makes a fact of a weekday that names a date by itself: within six days.
func weekdayOf(name, missing, doc string, of func(*survey) weather.Date) fact {
	return text(name, missing, "周五", doc, func(s *survey) string {
		if d := of(s); !d.IsZero() {
			if c := s.calendar(); c.near(d) {
				return c.weekday(d)
			}
		}
		return ""
	})
}

// wetDatesOf makes a fact of dates of precipitation, of some kinds or of any: as dates
// does, but a single date whose precipitation is over by its morning as that night.
func wetDatesOf(name, missing, doc string, of func(*survey) []weather.Date, kinds ...analysis.PrecipKind) fact {
	f := text(name, missing, "周五（19日）", doc+overnightDoc, func(s *survey) string { return s.wetDates(of(s), kinds...) })
	f.dates = of
	return f
}

// wetWeekdayOf makes a fact of a weekday of precipitation, or of the night that holds
// all of it.
func wetWeekdayOf(name, missing, doc string, of func(*survey) weather.Date, kinds ...analysis.PrecipKind) fact {
	return text(name, missing, "周五", doc+overnightDoc, func(s *survey) string { return s.wetWeekday(of(s), kinds...) })
}

// overnightDoc ends the explanation of facts that tell when precipitation falls.
const overnightDoc = "；全在早晨 8 时以前的，写作前一夜，如“周四夜里”"

var snowy = []analysis.PrecipKind{analysis.Snow, analysis.SnowShower}

func firstOf(dates []weather.Date) weather.Date {
	if len(dates) == 0 {
		return weather.Date{}
	}
	return dates[0]
}

// dated adds to a text the dates that it names.
func dated(of func(*survey) []weather.Date, f fact) fact {
	f.dates = of
	return f
}

// DatedFacts returns the names of the facts that stand for dates.
func DatedFacts() []string {
	var found []string
	for i := range facts {
		if facts[i].dates != nil {
			found = append(found, facts[i].Name)
		}
	}
	return found
}

// Dates returns the dates that a fact names; nil for a fact that names none.
func (f *Facts) Dates(name string) []weather.Date {
	for i := range facts {
		if facts[i].Name == name && facts[i].dates != nil {
			return facts[i].dates(f.survey)
		}
	}
	return nil
}

// Issued returns the date on which the edition is made.
func (f *Facts) Issued() weather.Date { return f.survey.issued }

// Spells returns how many separate spells of precipitation there are.
func (f *Facts) Spells() int { return len(f.survey.spells) }
