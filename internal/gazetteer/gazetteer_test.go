package gazetteer_test

import (
	"os"
	"strconv"
	"strings"
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
		{"都 is read du in names", "wangdu", "河北省保定市望都县", false},
		{"the reading of the people who live there", "dabu", "广东省梅州市大埔县", false},
		{"a district that is called after a wood", "万柏林", "山西省太原市万柏林区", false},
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
	{"江苏省苏州市昆山市", 31.39, 120.98}, {"浙江省金华市义乌市", 29.31, 120.08}, {"山东省济宁市曲阜市", 35.58, 116.99},
	{"陕西省渭南市韩城市", 35.48, 110.44}, {"甘肃省酒泉市敦煌市", 40.14, 94.66}, {"黑龙江省大兴安岭地区漠河市", 52.97, 122.54},
	{"吉林省延边朝鲜族自治州珲春市", 42.86, 130.37}, {"内蒙古自治区锡林郭勒盟二连浩特市", 43.65, 111.98}, {"河北省保定市望都县", 38.70, 115.15},
	{"山西省忻州市五台县", 38.73, 113.25}, {"安徽省黄山市歙县", 29.87, 118.43}, {"福建省南平市武夷山市", 27.76, 118.03},
	{"江西省上饶市婺源县", 29.25, 117.86}, {"湖北省恩施土家族苗族自治州利川市", 30.29, 108.94}, {"湖南省湘西土家族苗族自治州凤凰县", 27.95, 109.60},
	{"广西壮族自治区桂林市阳朔县", 24.78, 110.49}, {"四川省阿坝藏族羌族自治州马尔康市", 31.90, 102.22}, {"贵州省遵义市仁怀市", 27.80, 106.40},
	{"云南省德宏傣族景颇族自治州瑞丽市", 24.01, 97.85}, {"西藏自治区拉萨市当雄县", 30.47, 91.10}, {"青海省海西蒙古族藏族自治州格尔木市", 36.41, 94.90},
	{"宁夏回族自治区中卫市海原县", 36.57, 105.64}, {"新疆维吾尔自治区喀什地区莎车县", 38.42, 77.24}, {"辽宁省丹东市东港市", 39.87, 124.15},
	{"北京市延庆区", 40.46, 115.97}, {"广东省广州市番禺区", 22.94, 113.38}, {"江苏省南京市六合区", 32.34, 118.84},
}

func TestPositions(t *testing.T) {
	t.Parallel()
	byName := map[string]gazetteer.Place{}
	for _, p := range gazetteer.All() {
		byName[p.Full()] = p
	}
	for _, s := range seats {
		p, ok := byName[s.full]
		if !ok || !p.Located || p.Rough {
			t.Errorf("%s is not in the list with the position of its seat", s.full)
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
	located, rough := map[gazetteer.Level]int{}, map[gazetteer.Level]int{}
	codes := map[string]bool{}
	for _, p := range gazetteer.All() {
		if len(p.Code) != 6 || p.Name == "" || p.Short == "" || p.Pinyin == "" || codes[p.Code] {
			t.Errorf("broken or repeated place %+v", p)
		}
		codes[p.Code] = true
		if p.Rough && !p.Located {
			t.Errorf("%s is rough without a position", p.Full())
		}
		if p.Located {
			if p.Rough {
				rough[p.Level]++
			} else {
				located[p.Level]++
			}
			if p.Latitude < 3 || p.Latitude > 54 || p.Longitude < 73 || p.Longitude > 136 {
				t.Errorf("%s lies outside China: %v, %v", p.Full(), p.Latitude, p.Longitude)
			}
		}
	}
	for level, least := range map[gazetteer.Level]int{gazetteer.City: 335, gazetteer.County: 1650, gazetteer.District: 685} {
		if located[level] < least {
			t.Errorf("%d places of level %s are at their seat, want at least %d", located[level], level, least)
		}
	}
	if least := 1824; located[gazetteer.County]+rough[gazetteer.County] < least {
		t.Errorf("%d counties have a position, want at least %d", located[gazetteer.County]+rough[gazetteer.County], least)
	}
}

// TestSeatsOfAnIndependentList measures against a list that is no part of the repository,
// as maps of which the positions may not be passed on: a line a seat, its code, name,
// latitude and longitude by tabs. A code that went to another name since is left out.
func TestSeatsOfAnIndependentList(t *testing.T) {
	t.Parallel()
	file := os.Getenv("YUBAO_TEST_SEATS")
	if file == "" {
		t.Skip("set YUBAO_TEST_SEATS to a list of seats (code, name, latitude, longitude) to measure the gazetteer")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]gazetteer.Place{}
	for _, p := range gazetteer.All() {
		byCode[p.Code] = p
	}
	near, measured := 0, 0
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 4 {
			t.Fatalf("line %q has %d fields, want 4", line, len(f))
		}
		p, ok := byCode[f[0]]
		if !ok || p.Name != f[1] || p.Level != gazetteer.County || !p.Located || p.Rough {
			continue
		}
		lat, err1 := strconv.ParseFloat(f[2], 64)
		lon, err2 := strconv.ParseFloat(f[3], 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("position in line %q", line)
		}
		measured++
		if d := gazetteer.Distance(p.Latitude, p.Longitude, lat, lon); d <= 15 {
			near++
		} else {
			t.Logf("%s lies %.0f km from its seat", p.Full(), d)
		}
	}
	if measured < 1000 || float64(near) < 0.99*float64(measured) {
		t.Errorf("%d of %d counties are within 15 km, want 99 of 100 and at least 1000 measured", near, measured)
	}
}

func BenchmarkFind(b *testing.B) {
	for b.Loop() {
		gazetteer.Find("封丘")
	}
}
