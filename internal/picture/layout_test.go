package picture_test

import (
	"bytes"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yubao/internal/picture"
	"yubao/internal/weather"
)

// within reports whether a box lies in the card, off its edges.
func within(b picture.Box, height int) bool {
	const edge = 40
	return b.X >= edge && b.Y >= edge/2 && b.X+b.W <= picture.Width-edge && b.Y+b.H <= float64(height)-edge/2
}

func overlap(a, b picture.Box) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

type fataler interface {
	Helper()
	Errorf(format string, args ...any)
}

// sound checks what holds for every card: each word stands in it whole, off the edges,
// and clear of all else.
func sound(t fataler, c picture.Card, l *picture.Layout) {
	t.Helper()
	var boxes []picture.Box
	var names []string
	var written strings.Builder
	for _, text := range l.Texts {
		boxes, names = append(boxes, text.Box), append(names, text.String)
		written.WriteString(text.String)
	}
	for _, s := range l.Signs {
		boxes, names = append(boxes, s.Box), append(names, string(s.Icon))
	}
	for i, b := range boxes {
		if !within(b, l.Height) {
			t.Errorf("%q stands outside the card, at %+v of %d", names[i], b, l.Height)
		}
		for j := range i {
			if overlap(b, boxes[j]) {
				t.Errorf("%q at %+v and %q at %+v overlap", names[i], b, names[j], boxes[j])
			}
		}
	}
	plain := strings.NewReplacer(" ", "", "　", "").Replace
	all := plain(written.String())
	for _, s := range c.Strings() {
		if !strings.Contains(all, plain(s)) {
			t.Errorf("%q does not stand in the picture whole", s)
		}
	}
}

func TestEveryWordHasItsPlace(t *testing.T) {
	t.Parallel()
	week := modelWeek()
	change := func(by func(*picture.Card)) picture.Card {
		c := week
		c.Days = slices.Clone(week.Days)
		by(&c)
		return c
	}
	cases := map[string]picture.Card{
		"the model week":   week,
		"an empty card":    {},
		"nothing but text": {Title: "新乡天气预报", Mark: "撤稿", Headline: "4月15日16时的晚报已撤回，请勿引用。"},
		"a long name": change(func(c *picture.Card) {
			c.Title, c.Mark, c.Issue = "积石山保安族东乡族撒拉族自治县天气预报", "更正", "12月30日16时30分"
			c.Period = "12月31日至1月14日"
		}),
		"a house without weekdays": change(func(c *picture.Card) {
			for i := range c.Days {
				c.Days[i].Date, c.Days[i].Weekday = fmt.Sprintf("12月%d日", 20+i), ""
			}
		}),
		"星期 for the weekday": change(func(c *picture.Card) { c.Days[0].Date, c.Days[0].Weekday = "12月31日", "星期三" }),
		"hard frost":         change(func(c *picture.Card) { c.Days[0].Low, c.Days[0].High = weather.Some(-38), weather.Some(-27) }),
		"low and high alike": change(func(c *picture.Card) { c.Days[2].Low = c.Days[2].High }),
		"one figure in all": change(func(c *picture.Card) {
			c.Days = []picture.Day{{Date: "16日", Weekday: "周二", Low: weather.Some(3)}}
		}),
		"long words": change(func(c *picture.Card) {
			c.Days[1].Sky = "多云转阴天，傍晚到夜里有中到大雨或雷阵雨，有雾"
			c.Days[1].Wind = "西北风4级～5级逐渐加大到6级～7级，阵风9级"
		}),
		"a day of which nothing was understood": change(func(c *picture.Card) {
			c.Days[1] = picture.Day{Date: "17日", Weekday: "周三", Lack: strings.Repeat("受高空槽和低层切变线共同影响，北部山区有弱降水，", 5)}
		}),
		"a headline by hand": change(func(c *picture.Card) {
			c.Headline = "本周前期天气晴好适宜出行，周五有一次小雨过程，出门请带雨具"
		}),
		"a word that does not end": change(func(c *picture.Card) {
			c.Summary = strings.Repeat("https://example.org/", 20)
		}),
	}
	for n := 1; n <= 15; n++ {
		cases[fmt.Sprintf("%d days", n)] = change(func(c *picture.Card) {
			c.Days = nil
			for i := range n {
				c.Days = append(c.Days, week.Days[i%6])
			}
		})
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sound(t, c, picture.Compose(c, fonts(t)))
		})
	}
}

func TestRandomCardsAreSound(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	text := func(most int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.SampledFrom([]rune("晴多云雨雪雷霾转间有风西北3级，。（）～12℃月日周AZ /　“”")), 0, most, -1)
	}
	icons := []picture.Icon{picture.NoIcon, picture.Clear, picture.RainStorm, picture.Haze}
	rapid.Check(t, func(t *rapid.T) {
		degree := rapid.Custom(func(t *rapid.T) weather.Maybe[int] {
			if rapid.Bool().Draw(t, "missing") {
				return weather.None[int]()
			}
			return weather.Some(rapid.IntRange(0, 60).Draw(t, "degrees"))
		})
		below := func(v weather.Maybe[int]) weather.Maybe[int] { // lows lie under highs; the gate sees to it
			if n, ok := v.Get(); ok {
				return weather.Some(-n)
			}
			return v
		}
		c := picture.Card{
			Title: text(30).Draw(t, "title"), Headline: text(40).Draw(t, "headline"), Summary: text(150).Draw(t, "summary"),
			Issue: "4月15日16时", Advice: rapid.SliceOfN(text(80), 0, 3).Draw(t, "advice"), Source: text(90).Draw(t, "source"),
		}
		for range rapid.IntRange(0, 15).Draw(t, "days") {
			c.Days = append(c.Days, picture.Day{
				Date: "12月31日", Weekday: "周二", Icon: rapid.SampledFrom(icons).Draw(t, "icon"),
				Sky: text(30).Draw(t, "sky"), Wind: text(30).Draw(t, "wind"), Low: below(degree.Draw(t, "low")), High: degree.Draw(t, "high"),
			})
		}
		sound(t, c, picture.Compose(c, f))
	})
}

func TestTheSameCardGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	first, _, err := picture.Render(modelWeek(), fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, _, err := picture.Render(modelWeek(), fonts(t))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("the bytes differ")
		}
	}
	decoded, err := png.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	l := picture.Compose(modelWeek(), fonts(t))
	if size := decoded.Bounds().Size(); size.X != picture.Width || size.Y != l.Height {
		t.Errorf("the picture is %v, want %d×%d", size, picture.Width, l.Height)
	}
	// Channels take no more than 2 MiB (WeCom).
	if len(first) > 1<<20 {
		t.Errorf("the picture has %d bytes", len(first))
	}
}

func TestWhatIsMissingIsNotDrawn(t *testing.T) {
	t.Parallel()
	c := picture.Card{Title: "新乡天气预报", Days: []picture.Day{
		{Date: "16日", Weekday: "周二", Sky: "晴天", Low: weather.Some(0), High: weather.Some(9)},
		{Date: "17日", Weekday: "周三", Lack: "资料暂缺"},
		{Date: "18日", Weekday: "周四", High: weather.Some(11)},
	}}
	var figures []string
	l := picture.Compose(c, fonts(t))
	for _, text := range l.Texts {
		if strings.Contains(text.String, "℃") {
			figures = append(figures, text.String)
		}
	}
	if want := []string{"0℃", "9℃", "11℃"}; !slices.Equal(figures, want) {
		t.Errorf("the figures are %v, want %v", figures, want)
	}
	if len(l.Signs) > 0 {
		t.Errorf("icons are drawn of no known sky: %v", l.Signs)
	}
	if _, err := l.PNG(); err != nil {
		t.Error(err)
	}
}
