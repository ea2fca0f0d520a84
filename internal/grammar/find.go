package grammar

// The functions below read one clause of running text: at is an offset in bytes,
// the result is the value, its length in bytes, and whether there was one. A
// clause that breaks a rule of the language is no clause. They are safe for
// concurrent use and take the longest reading, so that 中到大雨 is not 中.

// SpanAt reads a point or span of time: 周五（19日）, 16日至18日, 傍晚到夜里, 明晚.
func SpanAt(text string, at int) (Span, int, bool) { return readAt(span, text, at) }

// SkyAt reads a clause of the sky, with its precipitation and obscurations.
func SkyAt(text string, at int) (SkyClause, int, bool) { return readAt(skyClause, text, at) }

// FallAt reads a phenomenon with its class: 中到大雨, 零星小雨, 轻雾.
func FallAt(text string, at int) (Fall, int, bool) { return readAt(alone, text, at) }

// WindAt reads a clause of the wind, or of a gust.
func WindAt(text string, at int) (WindClause, int, bool) { return readAt(windClause, text, at) }

// ForceAt reads a wind force: 2级～3级.
func ForceAt(text string, at int) (Force, int, bool) { return readAt(force, text, at) }

// TemperatureAt reads a named temperature: 气温12℃～25℃, 最高气温25℃左右.
func TemperatureAt(text string, at int) (Temperature, int, bool) {
	return readAt(temperature, text, at)
}

// DegreesAt reads figures with their unit: 12℃～25℃, -3℃.
func DegreesAt(text string, at int) (Degrees, int, bool) { return readAt(degrees, text, at) }

// ExtraAt reads an added element: 紫外线强度强, 降水概率20%, 空气质量良.
func ExtraAt(text string, at int) (Extra, int, bool) { return readAt(extra, text, at) }

// CauseAt reads 受…影响.
func CauseAt(text string, at int) (CauseClause, int, bool) { return readAt(cause, text, at) }

func readAt[T any](piece rule[T], text string, at int) (T, int, bool) {
	r := &reader{text: text, at: at}
	var v T
	if at < 0 || at >= len(text) || !piece.read(r, &v) || r.at == at {
		var none T
		return none, 0, false
	}
	return v, r.at - at, true
}
