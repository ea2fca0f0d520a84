package gate

import (
	"fmt"
	"time"

	"yubao/internal/weather"
)

// asOf returns the moment the data speak of: what the answer itself calls now, else
// when it was received. A file that was saved long ago may have been read just now.
func asOf(f weather.Forecast) time.Time {
	if t, ok := f.AsOf.Get(); ok {
		return t
	}
	return f.Fetched
}

// beginsBy is how long before the moment it was made an answer may begin: the local
// midnight of the day before, and the hours of that day.
const beginsBy = 48 * time.Hour

// ahead is how far the data may be of a later time than now: clocks differ, and a
// preview is written for an earlier hour of the day.
const ahead = 24 * time.Hour

func age(in *known, r Age) objections {
	o := objections{remedy: "请重新取资料后再出稿，或检查资料来源。"}
	if len(in.Forecast.Hours) == 0 {
		return o
	}
	made := asOf(in.Forecast)
	if latest := in.Forecast.Hours[0].Valid.Add(beginsBy); latest.Before(made) {
		made = latest
	}
	zone := in.Place.Zone
	switch old := in.Now.Sub(made); {
	case old > r.Max:
		o.gravely(fmt.Sprintf("资料是%s的，已过%d小时，超过%d小时", clock(made, zone), int(old.Hours()), int(r.Max.Hours())))
	case old < -ahead:
		o.gravely(fmt.Sprintf("资料的时间%s晚于现在%s", clock(made, zone), clock(in.Now, zone)))
	case old > r.Fresh:
		o.slightly(fmt.Sprintf("资料是%s的，已过%d小时", clock(made, zone), int(old.Hours())))
	case in.Forecast.LastGood:
		o.slightly(fmt.Sprintf("取不到新资料，用的是%s取得的上一份", clock(in.Forecast.Fetched, zone)))
	}
	return o
}

func zone(in *known) objections {
	o := objections{remedy: "请在请求中写明 timezone，按当地时间切分日期。"}
	for _, at := range []time.Time{asOf(in.Forecast), in.Now, in.First.At(12, in.Place.Zone), in.First.AddDays(in.Days-1).At(12, in.Place.Zone)} {
		if _, offset := at.In(in.Place.Zone).Zone(); time.Duration(offset)*time.Second == in.Forecast.Offset {
			return o
		}
	}
	_, want := in.Now.In(in.Place.Zone).Zone()
	o.gravely(fmt.Sprintf("资料按%s切分日期，%s用的是%s", offsetName(in.Forecast.Offset), in.Place.Name, offsetName(time.Duration(want)*time.Second)))
	return o
}

func offsetName(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "-", -d
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, int(d.Hours()), int(d.Minutes())%60)
}

func place(in *known, r Place) objections {
	o := objections{remedy: "请核对地点的经纬度，确认资料是这个地方的。"}
	f := &in.Forecast
	if d := weather.Kilometers(in.Place.Latitude, in.Place.Longitude, f.GridLatitude, f.GridLongitude); d > r.MaxKM {
		o.gravely(fmt.Sprintf("资料的格点（%.2f，%.2f）离%s%.0f公里，超过%.0f公里", f.GridLatitude, f.GridLongitude, in.Place.Name, d, r.MaxKM))
	}
	return o
}

// clock writes a moment for editors: 4月15日16时05分.
func clock(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%d月%d日%d时%02d分", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// day writes a date for editors: 4月15日.
func day(d weather.Date) string { return fmt.Sprintf("%d月%d日", d.Month, d.Day) }
