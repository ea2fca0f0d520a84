package grammar_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	_ "yubao/internal/seedtest" // the same cases on every run
	"yubao/internal/weather"
)

var now = time.Date(2024, 4, 15, 16, 0, 0, 0, time.UTC)

// settings are the choices of a house, by field.
var settings = map[string][]string{
	"Clouds": {"long", "short"}, "Night": {"夜里", "夜间"}, "Direction": {"around", "plain", "swinging"},
	"Force": {"both", "last", "to"}, "Gust": {"apart", "attached"}, "Temperature": {"named", "bare", "extremes"},
	"Unit": {"both", "last"}, "Sign": {"～", "到"}, "Showers": {"、", "或"}, "Weekday": {"周", "星期", "none"},
	"Label": {"：", "，", " "}, "Month": {"changes", "always"}, "Order": {"wind", "temperature"},
}

func anyHouse(t *rapid.T) grammar.House {
	h, _ := grammar.Preset(rapid.SampledFrom(grammar.Presets()).Draw(t, "preset"))
	v := reflect.ValueOf(&h).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).Kind() == reflect.Bool {
			v.Field(i).SetBool(rapid.Bool().Draw(t, name))
			continue
		}
		v.Field(i).SetString(rapid.SampledFrom(settings[name]).Draw(t, name))
	}
	return h
}

func pick[T any](t *rapid.T, name string, values ...T) T {
	return rapid.SampledFrom(values).Draw(t, name)
}

func anyFalls(t *rapid.T) []grammar.Fall {
	var falls []grammar.Fall
	kinds := rapid.Permutation([]grammar.Kind{"雨", "阵雨", "雷阵雨", "雪", "阵雪", "雨夹雪", "冻雨", "雾", "霾", "扬沙", "浮尘", "雷电"}).Draw(t, "kinds")
	for i := range rapid.IntRange(1, 3).Draw(t, "number of falls") {
		f := grammar.Fall{Kind: kinds[i], Mod: pick[grammar.Mod](t, "mod", "", "", "零星", "短时", "分散性")}
		if kind, ok := f.Kind.Precip(); ok && kind != analysis.FreezingRain && kind != analysis.Sleet {
			f.Grade = analysis.Grade(pick(t, "grade", 0, 2, 3, 4, 5, 6, 7, 8))
		}
		if i > 0 {
			f.Join = pick[grammar.FallJoin](t, "join", "、", "或", "和")
		}
		falls = append(falls, f)
	}
	return falls
}

func anyCloud(t *rapid.T) analysis.Cloud {
	return pick(t, "cloud", analysis.Clear, analysis.FewClouds, analysis.Cloudy, analysis.Overcast)
}

func anyState(t *rapid.T) grammar.State {
	switch pick(t, "state", "cloud", "hanging", "falls") {
	case "cloud":
		return grammar.State{Cloud: anyCloud(t)}
	case "hanging":
		return grammar.State{Cloud: pick(t, "grey", analysis.Cloudy, analysis.Overcast), Have: pick[grammar.Have](t, "have", "有", "偶有", "时有"), Falls: anyFalls(t)}
	}
	return grammar.State{Falls: anyFalls(t)}
}

func anyScopes(t *rapid.T) []grammar.Scope {
	switch pick(t, "scope", "none", "none", "time", "span", "share", "both") {
	case "time":
		return []grammar.Scope{{Span: grammar.Span{Points: []grammar.Point{{Part: pick[grammar.TimeWord](t, "part", "夜里", "早晨", "午后", "白天")}}}}}
	case "span":
		return []grammar.Scope{{Span: grammar.Span{Points: []grammar.Point{{Part: "下午"}, {Join: grammar.To, Part: "夜里"}}}}}
	case "share":
		return []grammar.Scope{{Share: pick[grammar.Share](t, "share", "局部", "部分地区", "山区")}}
	case "both":
		return []grammar.Scope{{Span: grammar.Span{Points: []grammar.Point{{Part: "傍晚"}}}}, {Share: "局部地区"}}
	}
	return nil
}

func anySky(t *rapid.T) grammar.Sky {
	var sky grammar.Sky
	first := grammar.SkyClause{First: anyState(t)}
	for range rapid.IntRange(0, 2).Draw(t, "steps") {
		first.Steps = append(first.Steps, grammar.Step{Turn: pick(t, "turn", grammar.Mixed, grammar.Change, grammar.Ranges, "停止转"), State: anyState(t)})
	}
	sky.Clauses = append(sky.Clauses, first)
	if rapid.Bool().Draw(t, "addition") {
		add := grammar.SkyClause{Scopes: anyScopes(t), First: grammar.State{Falls: anyFalls(t)}}
		add.Have = pick[grammar.Have](t, "has", "有", "时有", "伴有")
		sky.Clauses = append(sky.Clauses, add)
	}
	return sky
}

func anyForce(t *rapid.T) grammar.Force {
	low := rapid.IntRange(1, 12).Draw(t, "force")
	f := grammar.Force{Low: low, High: low + rapid.IntRange(0, 2).Draw(t, "span")}
	if f.Low == f.High {
		f.Bound = pick(t, "bound", "", grammar.About, grammar.LessThan, "以上")
	}
	return f
}

func anyDir(t *rapid.T) grammar.Dir {
	d := grammar.Dir{From: analysis.Direction(rapid.IntRange(1, 8).Draw(t, "direction"))}
	d.Around = int(d.From)%2 == 1 && rapid.Bool().Draw(t, "around")
	return d
}

func anyWind(t *rapid.T) grammar.Wind {
	if !rapid.Bool().Draw(t, "windy") {
		return grammar.Wind{}
	}
	c := grammar.WindClause{Legs: []grammar.Leg{{Dir: anyDir(t)}}}
	for range rapid.IntRange(0, 2).Draw(t, "turns") {
		if rapid.Bool().Draw(t, "force before the turn") {
			c.Legs[len(c.Legs)-1].Force = anyForce(t)
		}
		c.Legs = append(c.Legs, grammar.Leg{Turn: pick(t, "wind turn", grammar.Veers, "短时", "或"), Dir: anyDir(t)})
	}
	c.Legs[len(c.Legs)-1].Force = anyForce(t)
	if rapid.Bool().Draw(t, "rises") {
		c.Legs = append(c.Legs, grammar.Leg{Turn: pick(t, "rise", grammar.Rises, "减弱到"), Force: anyForce(t)})
	}
	wind := grammar.Wind{Clauses: []grammar.WindClause{c}}
	if rapid.Bool().Draw(t, "gust") {
		wind.Clauses = append(wind.Clauses, grammar.WindClause{Head: grammar.Gusts, Legs: []grammar.Leg{{Force: anyForce(t)}}})
	}
	return wind
}

func anyTemperature(t *rapid.T) grammar.Temperature {
	var temp grammar.Temperature
	low := rapid.IntRange(-40, 30).Draw(t, "low")
	if rapid.IntRange(0, 9).Draw(t, "low known") > 0 {
		temp.Low = weather.Some(grammar.Exactly(low))
	}
	if rapid.IntRange(0, 9).Draw(t, "high known") > 0 {
		high := grammar.Exactly(low + rapid.IntRange(0, 20).Draw(t, "range"))
		if rapid.IntRange(0, 4).Draw(t, "high about") == 0 {
			high.Bound = grammar.About
		}
		temp.High = weather.Some(high)
	}
	return temp
}

func anyLabel(t *rapid.T) grammar.Label {
	d := weather.Date{Year: 2024, Month: 4, Day: 16}.AddDays(rapid.IntRange(0, 60).Draw(t, "days ahead"))
	week := []grammar.Point{{Weekday: grammar.WeekdayOf(d.Weekday())}}
	full := grammar.Point{Month: d.Month, Day: d.Day, Note: week}
	return grammar.Label{Span: pick(t, "label",
		grammar.Span{Points: []grammar.Point{{Day: d.Day, Note: week}}},
		grammar.Span{Points: []grammar.Point{full}},
		grammar.Span{Points: []grammar.Point{{Day: d.Day, Part: "夜里"}, {Join: grammar.To, Day: d.AddDays(1).Day, Part: "白天"}}},
		grammar.Span{Points: []grammar.Point{{Word: "今天", Part: "夜里"}, {Join: grammar.To, Word: "明天"}}},
		grammar.Span{Points: []grammar.Point{{Day: d.Day}, {Join: grammar.Thru, Day: d.AddDays(2).Day}}},
		grammar.Span{Points: []grammar.Point{{Weekday: week[0].Weekday}}},
		grammar.Span{Points: []grammar.Point{{Word: "后天"}}},
	)}
}

func anyLine(t *rapid.T) grammar.Line {
	l := grammar.Line{Label: anyLabel(t)}
	l.Sky, l.Wind, l.Temp = anySky(t), anyWind(t), anyTemperature(t)
	if rapid.IntRange(0, 4).Draw(t, "night") == 0 && (len(l.Wind.Clauses) > 0 || !l.Temp.IsZero()) {
		night := grammar.Half{Span: grammar.Span{Points: []grammar.Point{{Part: "夜里"}}}}
		night.Sky = grammar.Sky{Clauses: []grammar.SkyClause{{First: grammar.State{Cloud: anyCloud(t)}}}}
		night.Wind = anyWind(t)
		l.Later = []grammar.Half{night}
	}
	return l
}

func TestEveryLineThatIsWrittenIsReadAsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		house, line := anyHouse(t), anyLine(t)
		if line.Fault(now) != "" {
			t.Skip("no editor would print it")
		}
		text := house.Write(line)
		got, err := grammar.Read(text, now)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(line, got, cmp.AllowUnexported(weather.Maybe[grammar.Degrees]{})); diff != "" {
			t.Fatalf("%s\n%s", text, diff)
		}
	})
}

func anyAnalysis(t *rapid.T) analysis.Day {
	d := analysis.Day{Known: true, Date: weather.Date{Year: 2024, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 800).Draw(t, "date"))}
	d.Sky = analysis.Sky{First: analysis.Cloud(pick(t, "first", 0, 1, 3, 4)), Second: analysis.Cloud(pick(t, "second", 0, 1, 3, 4)), Relation: analysis.Relation(rapid.IntRange(0, 3).Draw(t, "relation"))}
	for range rapid.IntRange(0, 3).Draw(t, "wets") {
		from := time.Date(2024, 4, 19, rapid.IntRange(0, 23).Draw(t, "from"), 0, 0, 0, time.UTC)
		d.Sky.Wet = append(d.Sky.Wet, analysis.Wet{Kind: analysis.PrecipKind(rapid.IntRange(0, 6).Draw(t, "kind")), Grade: analysis.Grade(rapid.IntRange(0, 11).Draw(t, "grade")),
			When: analysis.When(rapid.IntRange(0, 3).Draw(t, "when")), From: from, To: from.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "hours")) * time.Hour)})
	}
	for range rapid.IntRange(0, 2).Draw(t, "murks") {
		d.Sky.Murk = append(d.Sky.Murk, analysis.Murk{Kind: analysis.MurkKind(rapid.IntRange(0, 5).Draw(t, "murk"))})
	}
	low := rapid.IntRange(0, 12).Draw(t, "force")
	d.Wind = analysis.Wind{Known: rapid.Bool().Draw(t, "wind known"), From: analysis.Direction(rapid.IntRange(0, 8).Draw(t, "from")), Swings: rapid.Bool().Draw(t, "swings"),
		Low: weather.Beaufort(low), High: weather.Beaufort(low + rapid.IntRange(0, 1).Draw(t, "span")), Variable: rapid.Bool().Draw(t, "variable")}
	for range rapid.IntRange(0, 2).Draw(t, "turns") {
		d.Wind.Turns = append(d.Wind.Turns, analysis.Direction(rapid.IntRange(1, 8).Draw(t, "turn")))
	}
	if rapid.Bool().Draw(t, "gusty") {
		d.Wind.Gust = weather.Some(weather.Beaufort(rapid.IntRange(6, 17).Draw(t, "gust")))
	}
	if rapid.Bool().Draw(t, "then") {
		d.Wind.Then = weather.Some(analysis.ForceSpan{Low: d.Wind.High + 1, High: d.Wind.High + 2})
	}
	if rapid.Bool().Draw(t, "low known") {
		d.Low = weather.Some(rapid.IntRange(-40, 20).Draw(t, "low"))
	}
	if rapid.Bool().Draw(t, "high known") {
		d.High = weather.Some(d.Low.Or(0) + rapid.IntRange(0, 20).Draw(t, "range"))
	}
	return d
}

func TestEveryDayIsWrittenSoThatItCanBeRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		house, day := anyHouse(t), anyAnalysis(t)
		line := grammar.FromDay(&day, &house)
		text := house.Write(line)
		if len(line.Sky.Clauses)+len(line.Wind.Clauses) == 0 && line.Temp.IsZero() {
			return
		}
		got, err := grammar.Read(text, day.Date.At(16, time.UTC))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(line, got, cmp.AllowUnexported(weather.Maybe[grammar.Degrees]{})); diff != "" {
			t.Fatalf("%s\n%s", text, diff)
		}
	})
}

// clauses of lines that are read, to be put together anew.
var clauses = func() []string {
	var all []string
	for _, l := range published {
		all = append(all, strings.FieldsFunc(l.text, func(r rune) bool { return strings.ContainsRune("，；：。 ", r) })...)
	}
	return all
}()

func TestWhateverIsReadIsWrittenAndReadTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		house := anyHouse(t)
		var text strings.Builder
		for i := range rapid.IntRange(1, 6).Draw(t, "clauses") {
			if i > 0 {
				text.WriteString(pick(t, "mark", "，", "，", "；", "：", " ", ""))
			}
			text.WriteString(rapid.SampledFrom(clauses).Draw(t, "clause"))
		}
		line, err := grammar.Read(text.String(), may)
		if err != nil {
			return
		}
		once := house.Write(line)
		again, err := grammar.Read(once, may)
		if err != nil {
			t.Fatalf("%q is read, but not %q: %v", text.String(), once, err)
		}
		if twice := house.Write(again); twice != once {
			t.Fatalf("%q is written %q, then %q", text.String(), once, twice)
		}
	})
}
