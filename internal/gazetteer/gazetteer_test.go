package gazetteer_test

import (
	"testing"

	"yubao/internal/gazetteer"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query string
		first       string // Full of the likeliest place; empty: none
		ambiguous   bool
	}{
		{"a city by its short name, before the county around it", "新乡", "河南省新乡市", true},
		{"a county by its full name", "新乡县", "河南省新乡市新乡县", false},
		{"a county by its short name", "封丘", "河南省新乡市封丘县", false},
		{"pinyin", "fengqiu", "河南省新乡市封丘县", false},
		{"pinyin with blanks and capitals", "Feng Qiu", "河南省新乡市封丘县", false},
		{"a municipality", "北京", "北京市", false},
		{"a name that many places have", "朝阳", "辽宁省朝阳市", true},
		{"the same name with its prefecture", "长春朝阳区", "吉林省长春市朝阳区", false},
		{"a province before the name", "河南封丘", "河南省新乡市封丘县", false},
		{"a name of one character and its class", "赵县", "河北省石家庄市赵县", false},
		{"an autonomous county without its peoples", "双江", "云南省临沧市双江拉祜族佤族布朗族傣族自治县", false},
		{"a heteronym is read as the place is called", "luan", "安徽省六安市", false},
		{"blank", "  ", "", false},
		{"no such place", "亚特兰蒂斯", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found := gazetteer.Find(c.query)
			if c.first == "" {
				if len(found) != 0 {
					t.Fatalf("Find(%q) = %v, want nothing", c.query, found)
				}
				return
			}
			if len(found) == 0 {
				t.Fatalf("Find(%q) found nothing, want %s", c.query, c.first)
			}
			if c.ambiguous != (len(found) > 1) {
				t.Errorf("Find(%q) found %d places, ambiguous should be %v", c.query, len(found), c.ambiguous)
			}
			if found[0].Full() != c.first {
				t.Errorf("Find(%q)[0] = %s, want %s", c.query, found[0].Full(), c.first)
			}
		})
	}
}

// seats are positions of county and city halls as maps show them, to a hundredth of a degree.
var seats = []struct {
	full     string
	lat, lon float64
}{
	{"河南省新乡市封丘县", 35.04, 114.42}, {"河南省新乡市辉县市", 35.46, 113.80}, {"河南省郑州市", 34.75, 113.62},
	{"黑龙江省哈尔滨市", 45.80, 126.53}, {"新疆维吾尔自治区乌鲁木齐市", 43.83, 87.62}, {"西藏自治区拉萨市", 29.65, 91.14},
	{"海南省海口市", 20.03, 110.33}, {"云南省昆明市", 25.04, 102.72}, {"广东省深圳市", 22.54, 114.06},
}

func TestPositions(t *testing.T) {
	t.Parallel()
	byName := map[string]gazetteer.Place{}
	for _, p := range gazetteer.All() {
		byName[p.Full()] = p
	}
	for _, s := range seats {
		p, ok := byName[s.full]
		if !ok || !p.Located {
			t.Errorf("%s is not in the list with a position", s.full)
			continue
		}
		if d := gazetteer.Distance(p.Latitude, p.Longitude, s.lat, s.lon); d > 15 {
			t.Errorf("%s lies %.0f km from its seat", s.full, d)
		}
		near, d := gazetteer.Nearest(s.lat, s.lon)
		if d > 15 {
			t.Errorf("nearest to %s is %s, %.0f km away", s.full, near.Full(), d)
		}
	}
}

func TestEveryPlaceIsWhole(t *testing.T) {
	t.Parallel()
	located := map[gazetteer.Level]int{}
	codes := map[string]bool{}
	for _, p := range gazetteer.All() {
		if len(p.Code) != 6 || p.Name == "" || p.Short == "" || p.Pinyin == "" || codes[p.Code] {
			t.Errorf("broken or repeated place %+v", p)
		}
		codes[p.Code] = true
		if p.Located {
			located[p.Level]++
			if p.Latitude < 3 || p.Latitude > 54 || p.Longitude < 73 || p.Longitude > 136 {
				t.Errorf("%s lies outside China: %v, %v", p.Full(), p.Latitude, p.Longitude)
			}
		}
	}
	if located[gazetteer.City] < 320 || located[gazetteer.County] < 1300 {
		t.Errorf("too few places have a position: %v", located)
	}
}

func BenchmarkFind(b *testing.B) {
	for b.Loop() {
		gazetteer.Find("封丘")
	}
}
