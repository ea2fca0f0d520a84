package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"yubao/internal/vocabulary"
)

// MaxDays is the most days that may be printed: Open-Meteo gives 16, and the
// last of them, cut at 20 o'clock, is not whole.
const MaxDays = 15

// validator checks values against each other.
type validator struct {
	*Config
	file     string
	problems []Problem
}

func (c *Config) validate(file string) []Problem {
	v := &validator{Config: c, file: file}
	v.zone(Position{1, 1}, c.Timezone)
	for _, id := range sortedKeys(c.Places) {
		v.place(id, c.Places[id])
	}
	v.desk()
	v.channels()
	v.limits()
	for _, id := range sortedKeys(c.Editions) {
		v.edition(id, c.Editions[id])
	}
	return v.problems
}

func (v *validator) complain(at Position, format string, args ...any) {
	v.problems = append(v.problems, newProblem(v.file, at, fmt.Sprintf(format, args...)))
}

func (v *validator) zone(at Position, name string) {
	if name == "" {
		return
	}
	if _, err := time.LoadLocation(name); err != nil {
		v.complain(at, "没有名为“%s”的时区；中国写 Asia/Shanghai", name)
	}
}

func (v *validator) place(id string, p Place) {
	if strings.TrimSpace(p.Name) == "" {
		v.complain(p.At, "地点 %s 的 name 是空的", id)
	}
	if p.Latitude < -90 || p.Latitude > 90 {
		v.complain(p.At, "地点 %s 的纬度 %g 不在 -90～90 之间", id, p.Latitude)
	}
	if p.Longitude < -180 || p.Longitude > 180 {
		v.complain(p.At, "地点 %s 的经度 %g 不在 -180～180 之间", id, p.Longitude)
	}
	v.zone(p.At, p.Timezone)
}

func (v *validator) desk() {
	for _, text := range v.Desk.Proxies {
		if _, err := netip.ParsePrefix(text); err != nil {
			v.complain(Position{1, 1}, "desk.trusted_proxies 里的“%s”不是网段，应如 10.0.0.0/8", text)
		}
	}
	if o := v.Desk.OIDC; o.Issuer != "" && (o.Client == "" || !strings.HasPrefix(o.Issuer, "https://") && !strings.HasPrefix(o.Issuer, "http://127.0.0.1")) {
		v.complain(Position{1, 1}, "desk.oidc 要写全 issuer（https://…）和 client_id")
	}
	if v.Desk.URL == "" {
		return
	}
	u, err := url.Parse(v.Desk.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		v.complain(Position{1, 1}, "desk.url 要写成 https://… 的完整地址")
	}
}

func (v *validator) channels() {
	for _, id := range sortedKeys(v.Channels) {
		if strings.ContainsAny(id, " \t:/,") {
			v.complain(v.Channels[id].At, "渠道的名称“%s”里不能有空格、冒号、斜线或逗号", id)
		}
	}
}

func (v *validator) limits() {
	if v.Telegram.Rate < 1 || v.Telegram.Rate > 1000 {
		v.complain(Position{1, 1}, "telegram.rate 要在 1～1000 之间（免费每秒 30 条，付费最多 1000 条）")
	}
	if v.Delivery.Attempts < 1 {
		v.complain(Position{1, 1}, "delivery.attempts 至少是 1")
	}
	if v.Delivery.Timeout <= 0 || v.Delivery.Drain <= 0 {
		v.complain(Position{1, 1}, "delivery.timeout 和 delivery.drain 要大于 0")
	}
	if v.Cache.MaxAge < 0 {
		v.complain(Position{1, 1}, "cache.max_age 不能是负数")
	}
}

func (v *validator) edition(id string, e *Edition) {
	if e == nil {
		return
	}
	if e.Place.Value != "" {
		known(v, e.Place, "地点", v.Places)
	}
	if e.Cron.Value != "" {
		if err := ParseCron(e.Cron.Value); err != nil {
			v.complain(e.Cron.At, "cron “%s”看不懂：%s", e.Cron.Value, err)
		}
	}
	if e.Days < 1 || e.Days > MaxDays {
		v.complain(e.At, "%s：days 要在 1～%d 之间，写的是 %d", id, MaxDays, e.Days)
	}
	for _, n := range slices.Concat(e.DraftTo, e.PublishTo) {
		known(v, n, "渠道", v.Channels)
	}
	for _, n := range e.Full {
		if !slices.Contains(e.PublishTo.Values(), n.Value) {
			v.complain(n.At, "full_text_to 里的“%s”不在 publish_to 里", n.Value)
		}
	}
	for _, n := range e.Picture {
		if !slices.Contains(e.PublishTo.Values(), n.Value) {
			v.complain(n.At, "picture_to 里的“%s”不在 publish_to 里", n.Value)
		}
	}
	v.review(id, e)
	v.correction(id, e)
	v.law(id, e)
}

// leastRecheck is how often a source may be asked at most for the sake of corrections.
const leastRecheck = 10 * time.Minute

func (v *validator) correction(id string, e *Edition) {
	c := e.Correction
	if c.Every < 0 || c.Every > 0 && c.Every < leastRecheck {
		v.complain(e.At, "%s：correction.every 至少是 %s；写 0s 就不核对", id, "10m")
	}
	if c.Degrees < 1 || c.Rain <= 0 || c.Gust < 1 {
		v.complain(e.At, "%s：correction 的 degrees、gust_levels 至少是 1，rain_mm 要大于 0", id)
	}
}

// review checks that a draft can be decided in time by somebody.
func (v *validator) review(id string, e *Edition) {
	if e.Review == "required" && len(e.DraftTo) == 0 && len(e.PublishTo) > 0 && v.Desk.Listen == "" {
		v.complain(e.At, "%s：要签发（review: required），却没有 draft_to，也没有网页", id)
	}
	if e.Deadline < 0 || e.LateAfter < 0 {
		v.complain(e.At, "%s：deadline 和 late_after 不能是负数", id)
	}
	if e.AtDeadline == "publish" && e.Deadline == 0 {
		v.complain(e.At, "%s：at_deadline: publish 要有 deadline", id)
	}
	for _, r := range e.Reminders {
		if r <= 0 || e.Deadline > 0 && r >= e.Deadline {
			v.complain(e.At, "%s：提醒 %s 要在出稿（截稿前 %s）之后", id, r, e.Deadline)
		}
	}
	if e.Subscribers && v.Telegram.Token.IsZero() && !v.hasTelegram() {
		v.complain(e.At, "%s：subscribers: true 要有 telegram.token", id)
	}
}

func (v *validator) hasTelegram() bool {
	for _, c := range v.Channels {
		if c.Name == "telegram" {
			return true
		}
	}
	return false
}

// law holds the two rules on who may say what to whom (design, rules of truth 3 and 4).
func (v *validator) law(id string, e *Edition) {
	if e.Audience == "public" && e.Voice == "model" && strings.TrimSpace(e.Permitted) == "" {
		v.complain(e.At, "%s：不能对公众（audience: public）发布由模式资料写成的预报（voice: model）。"+
			"按《气象法》只有气象台站可以向社会发布；若有依据，写明 own_forecast_permitted: \"…\"；否则用 audience: closed，或 voice: station", id)
	}
	if e.Voice == "station" && (e.Review == "none" || e.AtDeadline == "publish") {
		v.complain(e.At, "%s：voice: station 要有编辑在签发时说明台站与发布时间，不能自动发出（review: none 或 at_deadline: publish）", id)
	}
}

// known checks a reference and suggests the nearest name.
func known[V any](v *validator, n Name, what string, in map[string]V) {
	if _, ok := in[n.Value]; ok {
		return
	}
	names := sortedKeys(in)
	switch near, ok := vocabulary.Nearest(n.Value, names); {
	case ok:
		v.complain(n.At, "没有名为“%s”的%s，是不是“%s”？", n.Value, what, near)
	case len(names) == 0:
		v.complain(n.At, "没有名为“%s”的%s；还没有写任何%s", n.Value, what, what)
	default:
		v.complain(n.At, "没有名为“%s”的%s；已有的：%s", n.Value, what, strings.Join(names, "、"))
	}
}

// ParseCron reports in Chinese what is wrong with an expression of five fields or an
// @ word, with CRON_TZ= before it if need be. An expression that never comes true,
// such as 30 February, is refused too.
func ParseCron(expr string) error {
	if zone, rest, ok := strings.Cut(expr, "="); ok && strings.HasSuffix(zone, "TZ") && !strings.Contains(rest, " ") {
		return fmt.Errorf("时区后面要空一格，再写五段") // the parser panics on a zone alone
	}
	schedule, err := cron.ParseStandard(expr)
	if err != nil {
		return cronReason(expr, err)
	}
	if schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return fmt.Errorf("这一时刻永远不会到来")
	}
	return nil
}

func cronReason(expr string, err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "expected exactly"):
		return fmt.Errorf("要有五段：分 时 日 月 星期，写了 %d 段", len(strings.Fields(expr)))
	case strings.Contains(text, "bad location"):
		return fmt.Errorf("CRON_TZ 的时区不存在")
	case strings.Contains(text, "above maximum"), strings.Contains(text, "below minimum"):
		return fmt.Errorf("有数字超出范围（分 0-59，时 0-23，日 1-31，月 1-12，星期 0-6）")
	case strings.Contains(text, "beyond end"):
		return fmt.Errorf("有一段的起点大于终点")
	case strings.Contains(text, "unrecognized descriptor"):
		return fmt.Errorf("@ 开头的可写：@hourly、@daily、@weekly、@monthly、@every 1h")
	default:
		return fmt.Errorf("写法如 \"0 16 * * *\"（每天 16 时）")
	}
}
