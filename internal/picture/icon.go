package picture

import (
	"slices"

	"yubao/internal/analysis"
)

// Icon names the sign for a day's sky. The names stand in fact sheets.
type Icon string

// The icons. NoIcon is for a sky that is not known.
const (
	NoIcon       Icon = ""
	Clear        Icon = "clear"
	MostlyClear  Icon = "mostly-clear" // 晴间多云
	Cloudy       Icon = "cloudy"
	Overcast     Icon = "overcast"
	Showers      Icon = "showers"
	Thunder      Icon = "thunder"
	RainLight    Icon = "rain-light"
	RainModerate Icon = "rain-moderate"
	RainHeavy    Icon = "rain-heavy"
	RainStorm    Icon = "rain-storm"
	FreezingRain Icon = "freezing-rain"
	Sleet        Icon = "sleet"
	SnowLight    Icon = "snow-light"
	SnowModerate Icon = "snow-moderate"
	SnowHeavy    Icon = "snow-heavy"
	SnowStorm    Icon = "snow-storm"
	SnowShowers  Icon = "snow-showers"
	Mist         Icon = "mist"
	Fog          Icon = "fog"
	Haze         Icon = "haze"
	FloatingDust Icon = "floating-dust"
	BlowingSand  Icon = "blowing-sand"
	Sandstorm    Icon = "sandstorm"
)

// murks are the icons of obscurations.
var murks = map[analysis.MurkKind]Icon{
	analysis.Mist: Mist, analysis.Fog: Fog, analysis.Haze: Haze,
	analysis.FloatingDust: FloatingDust, analysis.BlowingSand: BlowingSand, analysis.Sandstorm: Sandstorm,
}

// Of rain and snow, the icon by class of amount. A transitional class (小到中雨) has
// the icon of its upper part.
var (
	rains = []Icon{RainLight, RainModerate, RainHeavy, RainStorm}
	snows = []Icon{SnowLight, SnowModerate, SnowHeavy, SnowStorm}
)

// IconOf returns the icon of a day's sky by day: of several things the one that a reader
// must know of first. A sandstorm comes before rain, rain before fog and haze, and these
// before the clouds.
func IconOf(sky analysis.Sky) Icon {
	if slices.ContainsFunc(sky.Murk, func(m analysis.Murk) bool { return m.Kind == analysis.Sandstorm }) {
		return Sandstorm
	}
	if len(sky.Wet) > 0 {
		return wetIcon(sky.Wet)
	}
	if len(sky.Murk) > 0 {
		return murks[sky.Murk[0].Kind] // the weightiest stands first
	}
	return cloudIcon(sky)
}

func wetIcon(wets []analysis.Wet) Icon {
	has := func(kinds ...analysis.PrecipKind) bool {
		return slices.ContainsFunc(wets, func(w analysis.Wet) bool { return slices.Contains(kinds, w.Kind) })
	}
	snow, rain := has(analysis.Snow, analysis.SnowShower), has(analysis.Rain, analysis.Shower)
	switch {
	case has(analysis.FreezingRain):
		return FreezingRain
	case has(analysis.Thundershower):
		return Thunder
	case has(analysis.Sleet), snow && rain:
		return Sleet
	case has(analysis.Snow):
		return snows[class(wets)]
	case snow:
		return SnowShowers
	case has(analysis.Rain):
		return rains[class(wets)]
	}
	return Showers
}

// class is the class of the heaviest precipitation: 0 light to 3 storm and more.
func class(wets []analysis.Wet) int {
	heaviest := analysis.GradeNone
	for _, w := range wets {
		heaviest = max(heaviest, w.Grade)
	}
	switch {
	case heaviest >= analysis.HeavyToStorm:
		return 3
	case heaviest >= analysis.ModerateToHeavy:
		return 2
	case heaviest >= analysis.LightToModerate:
		return 1
	}
	return 0
}

// cloudIcon is the icon of a dry and clear air. In A间B the first state prevails; where
// the sky changes, the cloudier state is shown, but neither for clear and overcast.
func cloudIcon(sky analysis.Sky) Icon {
	first, second := sky.First, sky.Second
	if sky.Relation == analysis.Single || second == analysis.CloudUnknown {
		second = first
	}
	least, most := min(first, second), max(first, second)
	switch {
	case first == analysis.CloudUnknown:
		return NoIcon
	case most == analysis.Clear:
		return Clear
	case most <= analysis.FewClouds, sky.Relation == analysis.Mixed && first <= analysis.FewClouds:
		return MostlyClear
	case most == analysis.Overcast && least >= analysis.Cloudy && (sky.Relation != analysis.Mixed || first == analysis.Overcast):
		return Overcast
	}
	return Cloudy
}
