package grammar

// timeSpan is the stretch of hours that a time word stands for; last may exceed
// 24. Hours by the set of words that most services use (shared tables, set A).
type timeSpan struct{ first, last int }

var timeSpans = map[TimeWord]timeSpan{
	"凌晨": {3, 5}, "早晨": {5, 8}, "上午": {8, 11}, "中午": {11, 13}, "下午": {13, 17}, "傍晚": {17, 20},
	"白天": {8, 20}, "夜里": {20, 32}, "前半夜": {20, 24}, "上半夜": {20, 24}, "后半夜": {24, 29}, "下半夜": {24, 29}, "午后": {12, 17}, "全天": {0, 24},
}

// sameHours are words that stand for the same hours as one of timeSpans.
var sameHours = map[TimeWord]TimeWord{
	"晚上": "夜里", "晚间": "夜里", "夜晚": "夜里", "黑夜": "夜里", "晚": "夜里", "夜": "夜里", "夜晚间": "夜里", "夜间时段": "夜里",
	"入夜": "前半夜", "半夜": "后半夜", "午夜": "后半夜", "深夜": "后半夜", "子夜": "后半夜",
	"清晨": "早晨", "清早": "早晨", "早上": "早晨", "早间": "早晨", "晨间": "早晨", "晨起": "早晨", "大清早": "早晨", "早晨时段": "早晨", "晨": "早晨", "早": "早晨",
	"拂晓": "凌晨", "黎明": "凌晨", "午前": "上午", "上半天": "上午", "前半天": "上午", "午间": "中午", "正午": "中午",
	"午后时段": "午后", "下半天": "午后", "后半天": "午后", "黄昏": "傍晚", "傍晚时段": "傍晚",
	"日间": "白天", "昼间": "白天", "白昼": "白天", "白天时段": "白天", "昼夜": "全天",
}

// wordParts are the parts of the day within words that name a day as well.
var wordParts = map[DayWord]TimeWord{
	"昨晚": "夜里", "昨夜": "夜里", "今晚": "夜里", "今夜": "夜里", "明晚": "夜里", "明夜": "夜里", "当晚": "夜里",
	"今晨": "早晨", "今早": "早晨", "明晨": "早晨", "明早": "早晨",
}

// Hours returns the clock hours of its day that a point stands for; to exceeds 24 where
// they reach into the next day. It is false for a point that names no part of a day.
func (p Point) Hours() (from, to int, ok bool) {
	if p.Clock {
		return p.Hour, p.Hour, true
	}
	part := p.Part
	if part == "" {
		part = wordParts[p.Word]
	}
	if same, ok := sameHours[part]; ok {
		part = same
	}
	s, ok := timeSpans[part]
	return s.first, s.last, ok
}
