package picture_test

import (
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/picture"
)

func TestEachSkyHasItsIcon(t *testing.T) {
	t.Parallel()
	clouds := func(first analysis.Cloud, relation analysis.Relation, second analysis.Cloud) analysis.Sky {
		return analysis.Sky{First: first, Relation: relation, Second: second}
	}
	wet := func(wets ...analysis.Wet) analysis.Sky { return analysis.Sky{First: analysis.Overcast, Wet: wets} }
	of := func(kind analysis.PrecipKind, grade analysis.Grade) analysis.Wet {
		return analysis.Wet{Kind: kind, Grade: grade}
	}
	murk := func(kind analysis.MurkKind) analysis.Sky {
		return analysis.Sky{First: analysis.Clear, Murk: []analysis.Murk{{Kind: kind}}}
	}
	cases := []struct {
		sky  analysis.Sky
		want picture.Icon
	}{
		{analysis.Sky{}, picture.NoIcon},
		{clouds(analysis.Clear, analysis.Single, analysis.CloudUnknown), picture.Clear},
		{clouds(analysis.Clear, analysis.Mixed, analysis.Cloudy), picture.MostlyClear},
		{clouds(analysis.Cloudy, analysis.Mixed, analysis.Clear), picture.Cloudy},
		{clouds(analysis.Clear, analysis.Change, analysis.Cloudy), picture.Cloudy},
		{clouds(analysis.Clear, analysis.Change, analysis.Overcast), picture.Cloudy},
		{clouds(analysis.Cloudy, analysis.Single, analysis.CloudUnknown), picture.Cloudy},
		{clouds(analysis.Cloudy, analysis.Mixed, analysis.Overcast), picture.Cloudy},
		{clouds(analysis.Overcast, analysis.Mixed, analysis.Cloudy), picture.Overcast},
		{clouds(analysis.Cloudy, analysis.Change, analysis.Overcast), picture.Overcast},
		{clouds(analysis.Overcast, analysis.Single, analysis.CloudUnknown), picture.Overcast},
		{wet(of(analysis.Rain, analysis.Trace)), picture.RainLight},
		{wet(of(analysis.Rain, analysis.Light)), picture.RainLight},
		{wet(of(analysis.Rain, analysis.LightToModerate)), picture.RainModerate},
		{wet(of(analysis.Rain, analysis.Heavy)), picture.RainHeavy},
		{wet(of(analysis.Rain, analysis.Extreme)), picture.RainStorm},
		{wet(of(analysis.Shower, analysis.GradeNone)), picture.Showers},
		{wet(of(analysis.Shower, analysis.GradeNone), of(analysis.Rain, analysis.Moderate)), picture.RainModerate},
		{wet(of(analysis.Rain, analysis.Storm), of(analysis.Thundershower, analysis.GradeNone)), picture.Thunder},
		{wet(of(analysis.Snow, analysis.ModerateToHeavy)), picture.SnowHeavy},
		{wet(of(analysis.SnowShower, analysis.GradeNone)), picture.SnowShowers},
		{wet(of(analysis.Sleet, analysis.GradeNone), of(analysis.Snow, analysis.Light)), picture.Sleet},
		{wet(of(analysis.Rain, analysis.Light), of(analysis.Snow, analysis.Light)), picture.Sleet},
		{wet(of(analysis.Snow, analysis.Light), of(analysis.FreezingRain, analysis.GradeNone)), picture.FreezingRain},
		{murk(analysis.Mist), picture.Mist},
		{murk(analysis.Fog), picture.Fog},
		{murk(analysis.Haze), picture.Haze},
		{murk(analysis.FloatingDust), picture.FloatingDust},
		{murk(analysis.BlowingSand), picture.BlowingSand},
		{murk(analysis.Sandstorm), picture.Sandstorm},
		{analysis.Sky{Wet: []analysis.Wet{of(analysis.Rain, analysis.Light)}, Murk: []analysis.Murk{{Kind: analysis.Fog}}}, picture.RainLight},
		{analysis.Sky{Wet: []analysis.Wet{of(analysis.Rain, analysis.Light)}, Murk: []analysis.Murk{{Kind: analysis.Sandstorm}}}, picture.Sandstorm},
	}
	drawn := map[picture.Icon]bool{}
	for _, c := range cases {
		if got := picture.IconOf(c.sky); got != c.want {
			t.Errorf("%+v has the icon %q, want %q", c.sky, got, c.want)
		}
		drawn[c.want] = true
	}
	for icon := range drawn {
		card := picture.Card{Days: []picture.Day{{Date: "16日", Icon: icon}}}
		if _, _, err := picture.Render(card, fonts(t)); err != nil {
			t.Errorf("%s: %v", icon, err)
		}
	}
}
