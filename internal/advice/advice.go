// Package advice chooses what an edition tells its readers to do. The rules are the
// operators' data (templates/advice.yaml): a condition over the facts, texts that
// state the fact they follow from, a rank and a time of rest. The package says which
// rule applies; it holds no words of its own.
package advice

import (
	"cmp"
	"slices"

	"yubao/internal/phrase"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// Most is the greatest number of pieces of advice in one edition (manner of articles).
const Most = 3

// Rules are checked rules in the order of their rank. They never change and are safe
// for concurrent use.
type Rules struct{ rules []rule }

// rule is one piece of advice.
type rule struct {
	name, kind, dates string
	when              phrase.Condition
	rank, rest        int // rank: higher first; rest: days before it may be printed again
	texts             []phrase.Wording
	shorts            []string
}

// Used is a piece of advice that an earlier edition printed.
type Used struct {
	Date    weather.Date `json:"date"` // when the edition was made
	Rule    string       `json:"rule"`
	Variant int          `json:"variant"`
}

// Choose returns at most three pieces of advice whose conditions the facts meet, the
// most urgent first and one of a kind. A rule that rests after an earlier edition is
// passed over, and a text is never the one that its rule printed last. It depends on
// nothing but its arguments.
func (r *Rules) Choose(f *phrase.Facts, history []Used) []phrase.Advice {
	chosen := make([]phrase.Advice, 0, Most)
	for i := range r.rules {
		rule := &r.rules[i]
		sameKind := func(a phrase.Advice) bool { return a.Kind == rule.kind }
		last, used := lastUse(history, rule.name, f.Issued())
		if used && f.Issued().DaysSince(last.Date) <= rule.rest || slices.ContainsFunc(chosen, sameKind) || !rule.when.Holds(f) {
			continue
		}
		piece, ok := rule.write(f, last, used)
		if !ok {
			continue
		}
		if chosen = append(chosen, piece); len(chosen) == Most {
			break
		}
	}
	return chosen
}

// Place is where the text of a piece of advice stands in the operators' file.
func (r *Rules) Place(piece phrase.Advice) (vocabulary.Text, bool) {
	for i := range r.rules {
		if rule := &r.rules[i]; rule.name == piece.Rule && piece.Variant < len(rule.texts) {
			return rule.texts[piece.Variant].At(), true
		}
	}
	return vocabulary.Text{}, false
}

// Record returns what the history has to keep of an edition made on a date.
func Record(date weather.Date, chosen []phrase.Advice) []Used {
	used := make([]Used, len(chosen))
	for i, a := range chosen {
		used[i] = Used{Date: date, Rule: a.Rule, Variant: a.Variant}
	}
	return used
}

// lastUse returns when a rule was printed last before a date. An edition that is made
// again on the same day does not shut itself out.
func lastUse(history []Used, name string, before weather.Date) (Used, bool) {
	var last Used
	found := false
	for _, u := range history {
		if u.Rule == name && u.Date.Before(before) && (!found || last.Date.Before(u.Date)) {
			last, found = u, true
		}
	}
	return last, found
}

// write writes the variant whose turn it is, or the next whose facts are known.
func (r *rule) write(f *phrase.Facts, last Used, used bool) (phrase.Advice, bool) {
	start := phrase.Turn(f.Issued(), r.name, len(r.texts))
	for i := range r.texts {
		variant := (start + i) % len(r.texts)
		if used && variant == last.Variant && len(r.texts) > 1 {
			continue
		}
		text, ok := r.texts[variant].Write(f)
		if !ok {
			continue
		}
		piece := phrase.Advice{Rule: r.name, Variant: variant, Kind: r.kind, Text: text, Dates: f.Dates(r.dates)}
		if len(r.shorts) > 0 {
			piece.Short = r.shorts[phrase.Turn(f.Issued(), r.name, len(r.shorts))]
		}
		return piece, true
	}
	return phrase.Advice{}, false
}

// sorted puts rules in the order of their rank; equal ones stay in the order of the file.
func sorted(rules []rule) []rule {
	slices.SortStableFunc(rules, func(a, b rule) int { return cmp.Compare(b.rank, a.rank) })
	return rules
}
