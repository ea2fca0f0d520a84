package phrase_test

import (
	"strings"
	"testing"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/phrase"
	"yubao/internal/weather"
)

var beijing = time.FixedZone("CST", 8*3600)

// week builds an outlook that begins on the day after its issue at 16:00.
func week(issued weather.Date, days ...analysis.Day) analysis.Outlook {
	o := analysis.Outlook{
		Place:  weather.Place{Name: "新乡", Called: "我市", Zone: beijing},
		Source: weather.Attribution{Name: "Open-Meteo", Credit: "Open-Meteo 数值预报（CC BY 4.0）"},
		Now:    issued.At(16, beijing),
	}
	for i, day := range days {
		day.Date = issued.AddDays(i + 1)
		for j := range day.Sky.Wet {
			w := &day.Sky.Wet[j]
			w.From, w.To = day.Date.At(w.From.Hour(), beijing), day.Date.At(w.To.Hour(), beijing)
		}
		o.Days = append(o.Days, day)
		kind := runKind(&day)
		if n := len(o.Runs); n > 0 && o.Runs[n-1].Kind == kind {
			o.Runs[n-1].Last = day.Date
		} else {
			o.Runs = append(o.Runs, analysis.Run{First: day.Date, Last: day.Date, Kind: kind})
		}
	}
	return o
}

func runKind(d *analysis.Day) analysis.RunKind {
	switch {
	case !d.Known:
		return analysis.RunUnknown
	case len(d.Sky.Wet) > 0:
		return analysis.RunWet
	case len(d.Sky.Murk) > 0:
		return analysis.RunMurky
	case d.Sky.First == analysis.Overcast:
		return analysis.RunGrey
	default:
		return analysis.RunFair
	}
}

// dry is a dry day of one sky.
func dry(cloud analysis.Cloud, low, high int) analysis.Day {
	return analysis.Day{Known: true, Sky: analysis.Sky{First: cloud}, Low: weather.Some(low), High: weather.Some(high), Rain: weather.Some[weather.Millimeters](0)}
}

// wet is a day with precipitation from one hour to another.
func wet(kind analysis.PrecipKind, grade analysis.Grade, from, to, low, high int) analysis.Day {
	d := dry(analysis.Overcast, low, high)
	at := func(h int) time.Time { return time.Date(2000, 1, 1, h, 0, 0, 0, beijing) }
	d.Sky.Wet = []analysis.Wet{{Kind: kind, Grade: grade, From: at(from), To: at(to)}}
	d.Rain = weather.Some[weather.Millimeters](4)
	return d
}

func windy(d analysis.Day, from analysis.Direction, low, high, gust int) analysis.Day {
	d.Wind = analysis.Wind{Known: true, From: from, Low: weather.Beaufort(low), High: weather.Beaufort(high)}
	if gust > 0 {
		d.Wind.Gust = weather.Some(weather.Beaufort(gust))
	}
	return d
}

func date(month time.Month, day int) weather.Date {
	return weather.Date{Year: 2024, Month: month, Day: day}
}

func TestWeeksOfEveryKindAreSummedUp(t *testing.T) {
	t.Parallel()
	clear, cloudy, grey := analysis.Clear, analysis.Cloudy, analysis.Overcast
	cases := []struct {
		name                 string
		o                    analysis.Outlook
		summary, temperature string
		headline             []string // one of the first parts
	}{
		{
			name:        "nothing remarkable is told in few words, with the wind that all days share",
			o:           week(date(9, 9), windy(dry(cloudy, 14, 25), analysis.South, 2, 3, 0), windy(dry(cloudy, 15, 26), analysis.South, 2, 3, 0), windy(dry(cloudy, 14, 26), analysis.South, 2, 3, 0)),
			summary:     "预计10日至12日，我市以多云天气为主，偏南风2级～3级。",
			temperature: "气温平稳，最高气温26℃左右，最低气温15℃左右。",
			headline:    []string{"无降水天气平稳", "天气平稳无降水"},
		},
		{
			name:        "a period over the end of a month names the month once",
			o:           week(date(4, 29), dry(clear, 12, 25), dry(clear, 13, 26), dry(clear, 14, 27), dry(clear, 13, 26)),
			summary:     "预计30日至5月3日，我市以晴天为主。",
			temperature: "气温变化不大，最高气温25℃～27℃，最低气温12℃～14℃。",
		},
		{
			name: "plum rain: frequent rain with its heaviest day",
			o: week(date(6, 20), wet(analysis.Rain, analysis.Light, 2, 12, 21, 26), wet(analysis.Rain, analysis.Moderate, 4, 20, 21, 25),
				dry(grey, 21, 27), wet(analysis.Rain, analysis.Heavy, 1, 22, 21, 24), wet(analysis.Rain, analysis.Light, 3, 9, 20, 26), dry(cloudy, 21, 29)),
			summary:     "预计21日至26日，我市多降雨天气，其中24日有大雨。",
			temperature: "最高气温24℃～29℃，最低气温21℃左右。",
			headline:    []string{"周一前后有大雨", "近期有大雨天气"},
		},
		{
			name:        "days of drizzle are grey and wet",
			o:           week(date(10, 8), wet(analysis.Rain, analysis.Light, 1, 20, 12, 16), wet(analysis.Rain, analysis.Light, 1, 20, 12, 16), wet(analysis.Rain, analysis.Light, 1, 20, 12, 15), wet(analysis.Rain, analysis.Light, 1, 20, 11, 15)),
			summary:     "预计9日至12日，我市阴雨天气持续。",
			temperature: "气温变化不大，最高气温16℃左右，最低气温12℃左右。",
		},
		{
			name:        "one snowfall within a cold week",
			o:           week(date(1, 14), dry(cloudy, -3, 6), wet(analysis.Snow, analysis.Moderate, 9, 20, -4, 1), dry(clear, -8, 3), dry(clear, -9, 4)),
			summary:     "预计周一（15日），我市多云；周二（16日）有一次中雪过程；17日起雪停，转为晴天。",
			temperature: "最低气温由15日的-3℃降至18日的-9℃。",
			headline:    []string{"周二有中雪路面滑", "周二有一次中雪"},
		},
		{
			name:        "an evening of thunder has its hours",
			o:           week(date(7, 1), dry(clear, 24, 33), wet(analysis.Thundershower, analysis.GradeNone, 15, 19, 24, 33), dry(clear, 24, 33)),
			summary:     "预计周二（2日），我市晴天；周三（3日）下午到傍晚有雷阵雨；周四（4日）雨停，晴天。",
			temperature: "气温平稳，最高气温33℃左右，最低气温24℃左右。",
			headline:    []string{"周三有雷阵雨"},
		},
		{
			name:        "a steady rise is told by its ends, and nothing recovers that did not fall",
			o:           week(date(3, 3), dry(clear, 2, 12), dry(clear, 4, 15), dry(clear, 5, 17), dry(clear, 7, 20)),
			temperature: "气温逐日走高，最高气温由4日的12℃升至7日的20℃。",
			summary:     "预计4日至7日，我市以晴天为主。",
			headline:    []string{"最高气温升至20℃", "气温一路走高"},
		},
		{
			name:        "strong wind has its date",
			o:           week(date(3, 3), dry(clear, 5, 16), windy(dry(clear, 4, 15), analysis.NorthWest, 5, 6, 8), dry(clear, 5, 15)),
			summary:     "预计4日至6日，我市以晴天为主；周二（5日）有西北风5级～6级，阵风8级。",
			temperature: "气温平稳，最高气温16℃左右，最低气温5℃左右。",
			headline:    []string{"周二阵风可达8级", "周二前后风力大"},
		},
		{
			name: "days without data are left out, not guessed",
			o:    week(date(9, 2), dry(clear, 19, 29), analysis.Day{}, dry(clear, 20, 30)),
			// The list of dates tells which days are meant.
			summary:     "预计3日、5日，我市以晴天为主。",
			temperature: "最高气温30℃左右，最低气温20℃左右。",
		},
		{
			name: "nothing known, nothing said",
			o:    week(date(9, 2), analysis.Day{}, analysis.Day{}),
		},
	}
	style := shipped(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := phrase.Narrate(c.o, style.House, style, phrase.Request{})
			if n.Summary != c.summary {
				t.Errorf("summary\n got %s\nwant %s", n.Summary, c.summary)
			}
			if n.Temperature != c.temperature {
				t.Errorf("temperature\n got %s\nwant %s", n.Temperature, c.temperature)
			}
			if len(c.headline) > 0 && !strings.Contains(strings.Join(c.headline, "|"), n.Parts[0]) {
				t.Errorf("headline %s, want one of %v", n.Headline, c.headline)
			}
		})
	}
}

func TestTheSameWeekIsNotWordedTheSameTheNextDay(t *testing.T) {
	t.Parallel()
	style := shipped(t)
	day := dry(analysis.Clear, 10, 24)
	day.UV = weather.Some(analysis.UVOf(8))
	monday := phrase.Narrate(week(date(4, 15), day, day, day, day), style.House, style, phrase.Request{})
	tuesday := phrase.Narrate(week(date(4, 16), day, day, day, day), style.House, style, phrase.Request{})
	if monday.Headline == tuesday.Headline || monday.Lead[len("4月15日"):] == tuesday.Lead[len("4月16日"):] {
		t.Errorf("two days running:\n%s\n%s\n%s\n%s", monday.Headline, tuesday.Headline, monday.Lead, tuesday.Lead)
	}
}

func TestStationWordingNeedsAnAttestation(t *testing.T) {
	t.Parallel()
	style := shipped(t)
	o := week(date(4, 15), dry(analysis.Clear, 10, 24))
	issued := time.Date(2024, 4, 15, 16, 0, 0, 0, beijing)
	for _, c := range []struct {
		name string
		r    phrase.Request
		lead string
		src  string
	}{
		{"model", phrase.Request{Voice: phrase.Model, Station: "新乡市气象台", StationIssued: issued}, "4月15日16时，", "资料来源：Open-Meteo 数值预报（CC BY 4.0），4月15日16时生成，供内部参考，以当地气象台发布为准。"},
		{"station without attestation", phrase.Request{Voice: phrase.Station}, "4月15日16时，", "资料来源：Open-Meteo 数值预报（CC BY 4.0），4月15日16时生成，供内部参考，以当地气象台发布为准。"},
		{"station attested", phrase.Request{Voice: phrase.Station, Station: "新乡市气象台", StationIssued: issued}, "据新乡市气象台4月15日16时预报，", "预报来源：新乡市气象台4月15日16时预报，4月15日16时编写。"},
	} {
		n := phrase.Narrate(o, style.House, style, c.r)
		if !strings.HasPrefix(n.Lead, c.lead) || n.Source != c.src {
			t.Errorf("%s:\n%s\n%s", c.name, n.Lead, n.Source)
		}
		for _, text := range []string{n.Chat(), n.Push(), n.Broadcast()} {
			if strings.Contains(text, "新乡市气象台") != (c.name == "station attested") {
				t.Errorf("%s: %s", c.name, text)
			}
		}
	}
}

func TestEachHouseKeepsToItsForms(t *testing.T) {
	t.Parallel()
	data := strings.Replace(styleFile(t), "预设: henan", "预设: standard", 1)
	style, problems := phrase.LoadStyle("style.yaml", []byte(data))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	night := wet(analysis.Rain, analysis.Light, 1, 6, 12, 20)
	n := phrase.Narrate(week(date(4, 15), dry(analysis.Clear, 10, 24), dry(analysis.Clear, 11, 23), night), style.House, style, phrase.Request{})
	all := n.Lead + n.Chat() + n.Broadcast()
	if strings.Contains(all, "晴天") || strings.Contains(all, "夜里") || !strings.Contains(all, "晴") {
		t.Errorf("forms of another house: %s", all)
	}
}

func TestSpokenTextHasNoSymbols(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"气温12℃～25℃":         "气温12到25摄氏度",
		"最低气温降至-3℃":         "最低气温降至零下3摄氏度",
		"气温-4℃～-2℃":         "气温零下4到零下2摄氏度",
		"偏南风2级～3级，阵风8级":     "偏南风2到3级，阵风8级",
		"周五（19日）有小雨":        "19日周五有小雨",
		"湿度22%":             "湿度百分之22",
		"Open-Meteo（CC BY）": "Open Meteo",
		"持续降雨：28日中雨；29日大雨":  "持续降雨，28日中雨，29日大雨",
	} {
		if got := phrase.Spoken(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
