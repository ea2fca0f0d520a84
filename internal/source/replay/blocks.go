package replay

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"yubao/internal/pattern"
	"yubao/internal/weather"
)

// known matches hourly columns of the service's documentation; one that a recording
// lacks is answered with nulls, any other name with an error.
var known = pattern.New(`^(apparent_temperature|relative_humidity_2m|(temperature|dew_point)_2m|` +
	`precipitation(_probability)?|rain|showers|snowfall|snow_depth|weather_code|cloud_cover(_low|_mid|_high)?|visibility|` +
	`wind_(speed|direction)_(10|80|120|180)m|wind_gusts_10m|uv_index(_clear_sky)?|is_day|cape|freezing_level_height|` +
	`pressure_msl|surface_pressure|sunshine_duration|shortwave_radiation|evapotranspiration|` +
	`(temperature|relative_humidity|dew_point|cloud_cover|wind_speed|wind_direction|geopotential_height)_\d{2,4}hPa|` +
	`pm2_5|pm10|dust|aerosol_optical_depth|ozone|nitrogen_dioxide|sulphur_dioxide|carbon_monoxide|us_aqi|european_aqi)$`)

// frame is what the blocks of one answer are cut from.
type frame struct {
	request
	table *table // nil: the recording has no such data
	rec   *recording
	zone  *time.Location // of one offset, as the service cuts its days
	shift time.Duration
	first weather.Date
}

// value returns a column at a moment of the request, in the unit of the recording.
func (f frame) value(name string, at time.Time) *float64 {
	if f.table == nil {
		return nil
	}
	return f.table.at(name, at.Add(-f.shift))
}

// unit returns the unit of the recording; the service knows more columns than a
// recording has, and calls the unit of one without data undefined.
func (f frame) unit(kind, name string) (string, error) {
	if f.table != nil {
		if unit, ok := f.table.units[name]; ok {
			return unit, nil
		}
	}
	if known.Regexp().MatchString(name) {
		return "undefined", nil
	}
	return "", fmt.Errorf("Invalid value: Cannot initialize %s from invalid String value %s", kind, name)
}

// converted returns a number in the unit asked for, with the service's decimals.
func (f frame) converted(v *float64, unit string) any {
	if v == nil {
		return nil
	}
	into, ok := f.units[unit]
	if !ok || into == unit {
		return *v
	}
	s := scale[into]
	return json.Number(strconv.FormatFloat(s.convert(*v), 'f', s.decimals, 64))
}

func (f frame) shownUnit(unit string) string {
	if into, ok := f.units[unit]; ok {
		return into
	}
	return unit
}

func (f frame) moment(t time.Time, layout string) any {
	if f.unix {
		return t.Unix()
	}
	return t.In(f.zone).Format(layout)
}

func (f frame) timeUnit() string {
	if f.unix {
		return "unixtime"
	}
	return "iso8601"
}

func (f frame) hourly(names []string) (units, values object, err error) {
	n := 24 * (f.days + f.past)
	start := f.first.At(0, f.zone)
	times := make([]any, n)
	for i := range times {
		times[i] = f.moment(start.Add(time.Duration(i)*time.Hour), stamp)
	}
	units.add("time", f.timeUnit())
	values.add("time", times)
	for _, name := range names {
		unit, err := f.unit("ForecastVariableHourly", name)
		if err != nil {
			return nil, nil, err
		}
		column := make([]any, n)
		for i := range column {
			column[i] = f.converted(f.value(name, start.Add(time.Duration(i)*time.Hour)), unit)
		}
		units.add(name, f.shownUnit(unit))
		values.add(name, column)
	}
	return units, values, nil
}

func (f frame) current(names []string, now time.Time) (units, values object, err error) {
	units.add("time", f.timeUnit())
	units.add("interval", "seconds")
	values.add("time", f.moment(now.Truncate(15*time.Minute), stamp))
	values.add("interval", 900)
	for _, name := range names {
		unit, err := f.unit("ForecastVariableCurrent", name)
		if err != nil {
			return nil, nil, err
		}
		units.add(name, f.shownUnit(unit))
		values.add(name, f.converted(f.value(name, now), unit))
	}
	return units, values, nil
}

// rule makes a daily value from the 24 hourly ones, with the service's faults: a
// maximum forgets what stands before a hole, a sum with a hole is null.
type rule struct {
	column string
	reduce func([]*float64) *float64
}

var rules = map[string]rule{
	"weather_code":                  {"weather_code", running(math.Max)},
	"temperature_2m_max":            {"temperature_2m", running(math.Max)},
	"temperature_2m_min":            {"temperature_2m", running(math.Min)},
	"apparent_temperature_max":      {"apparent_temperature", running(math.Max)},
	"apparent_temperature_min":      {"apparent_temperature", running(math.Min)},
	"uv_index_max":                  {"uv_index", running(math.Max)},
	"uv_index_clear_sky_max":        {"uv_index_clear_sky", running(math.Max)},
	"precipitation_sum":             {"precipitation", sum},
	"rain_sum":                      {"rain", sum},
	"showers_sum":                   {"showers", sum},
	"snowfall_sum":                  {"snowfall", sum},
	"precipitation_probability_max": {"precipitation_probability", running(math.Max)},
	"wind_speed_10m_max":            {"wind_speed_10m", running(math.Max)},
	"wind_gusts_10m_max":            {"wind_gusts_10m", running(math.Max)},
}

func running(choose func(a, b float64) float64) func([]*float64) *float64 {
	return func(hours []*float64) (best *float64) {
		for _, v := range hours {
			if v != nil && best != nil {
				chosen := choose(*best, *v)
				v = &chosen
			}
			best = v
		}
		return best
	}
}

func sum(hours []*float64) *float64 {
	total := 0.0
	for _, v := range hours {
		if v == nil {
			return nil
		}
		total += *v
	}
	total = math.Round(total*100) / 100
	return &total
}

func (f frame) daily(names []string) (units, values object, err error) {
	n := f.days + f.past
	dates := make([]any, n)
	for i := range dates {
		dates[i] = f.moment(f.first.AddDays(i).At(0, f.zone), time.DateOnly)
	}
	units.add("time", f.timeUnit())
	values.add("time", dates)
	for _, name := range names {
		unit, column, err := f.dailyColumn(name, n)
		if err != nil {
			return nil, nil, err
		}
		units.add(name, unit)
		values.add(name, column)
	}
	return units, values, nil
}

func (f frame) dailyColumn(name string, n int) (string, []any, error) {
	column := make([]any, n)
	if name == "sunrise" || name == "sunset" {
		for i := range column {
			column[i] = f.sun(name, f.first.AddDays(i))
		}
		return f.timeUnit(), column, nil
	}
	rule, ok := rules[name]
	if !ok {
		return "", nil, fmt.Errorf("Invalid value: Cannot initialize ForecastVariableDaily from invalid String value %s", name)
	}
	unit, err := f.unit("ForecastVariableDaily", rule.column)
	if err != nil {
		return "", nil, err
	}
	for i := range column {
		hours := make([]*float64, 24)
		for h := range hours {
			hours[h] = f.value(rule.column, f.first.AddDays(i).At(h, f.zone))
		}
		column[i] = f.converted(rule.reduce(hours), unit)
	}
	return f.shownUnit(unit), column, nil
}

// sun returns sunrise or sunset of a date; beyond the recording the nearest day has
// nearly the same.
func (f frame) sun(name string, date weather.Date) any {
	day := date.AddDays(-int(f.shift / (24 * time.Hour)))
	times, ok := f.rec.suns[day]
	for i := 1; !ok && i <= 16; i++ {
		if times, ok = f.rec.suns[day.AddDays(i)]; !ok {
			times, ok = f.rec.suns[day.AddDays(-i)]
		}
	}
	if !ok {
		return nil
	}
	since := times[0]
	if name == "sunset" {
		since = times[1]
	}
	return f.moment(date.At(0, f.rec.zone).Add(since), stamp)
}
