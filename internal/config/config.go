// Package config reads config.yaml into typed values and reports everything that
// is wrong with it at once, each problem with file, line and column, in Chinese.
// The settings of a source or channel stay a Section that the adapter of that kind
// decodes into its own Config; package app does that.
package config

import (
	"cmp"
	"path/filepath"
	"time"

	"yubao/internal/newsroom"
	"yubao/internal/secret"
	"yubao/internal/weather"
)

// Config is the whole of config.yaml. The doc of every key for operators is the
// project's own config.yaml; the schema carries the same in short.
type Config struct {
	Timezone  string              `yaml:"timezone" jsonschema_description:"默认时区，IANA 名称"`
	Store     string              `yaml:"store" jsonschema_description:"SQLite 文件，或 postgres:// 地址"`
	Templates string              `yaml:"templates" jsonschema_description:"模板所在文件夹"`
	Log       Log                 `yaml:"log" jsonschema_description:"日志"`
	Desk      Desk                `yaml:"desk" jsonschema_description:"编辑台网页与健康检查"`
	Places    map[string]Place    `yaml:"places" jsonschema:"required" jsonschema_description:"地点"`
	Sources   []Kind              `yaml:"sources" jsonschema_description:"资料来源，按次序询问"`
	Cache     Cache               `yaml:"cache" jsonschema_description:"最近一次可用资料的留存"`
	Telegram  Telegram            `yaml:"telegram" jsonschema_description:"Telegram 机器人"`
	People    map[string]Person   `yaml:"people" jsonschema_description:"谁可以改稿、签发"`
	Channels  map[string]Kind     `yaml:"channels" jsonschema:"required" jsonschema_description:"渠道"`
	Editions  map[string]*Edition `yaml:"editions" jsonschema:"required" jsonschema_description:"每一期"`
	Picture   Picture             `yaml:"picture" jsonschema_description:"图片用的字体"`
	Delivery  Delivery            `yaml:"delivery" jsonschema_description:"投递"`

	file string
}

// Log says how the daemon logs.
type Log struct {
	Format string `yaml:"format" jsonschema:"enum=text,enum=json" jsonschema_description:"text 或 json"`
	Level  string `yaml:"level" jsonschema:"enum=debug,enum=info,enum=warn,enum=error" jsonschema_description:"最低级别"`
}

// Desk is the editors' page and the health checks.
type Desk struct {
	Listen  string   `yaml:"listen" jsonschema_description:"监听地址；留空不开网页"`
	URL     string   `yaml:"url" jsonschema_description:"编辑在浏览器里打开的地址"`
	Proxies []string `yaml:"trusted_proxies" jsonschema_description:"受信任的反向代理网段"`
	OIDC    OIDC     `yaml:"oidc" jsonschema_description:"统一登录，可不填"`
}

// OIDC is a login with an identity provider; an empty Issuer means none.
type OIDC struct {
	Issuer string        `yaml:"issuer" jsonschema_description:"身份服务地址"`
	Client string        `yaml:"client_id" jsonschema_description:"客户端编号"`
	Secret secret.String `yaml:"client_secret" jsonschema_description:"客户端密钥"`
}

// Place is where a bulletin is for.
type Place struct {
	Name      string   `yaml:"name" jsonschema:"required" jsonschema_description:"地名：新乡"`
	Called    string   `yaml:"called" jsonschema_description:"报上怎样称呼本地：我市"`
	Latitude  float64  `yaml:"latitude" jsonschema:"required" jsonschema_description:"纬度，北纬为正"`
	Longitude float64  `yaml:"longitude" jsonschema:"required" jsonschema_description:"经度，东经为正"`
	Elevation *float64 `yaml:"elevation" jsonschema_description:"海拔，米；不填由来源决定"`
	Timezone  string   `yaml:"timezone" jsonschema_description:"时区；不填用最上面的 timezone"`

	At Position `yaml:"-"`
}

// Default sets what the paper calls its town.
func (p *Place) Default() { p.Called = "我市" }

// Cache is the last good answer of each source, kept on disk.
type Cache struct {
	Folder string        `yaml:"folder" jsonschema_description:"文件夹；留空则放在 store 旁边"`
	MaxAge time.Duration `yaml:"max_age" jsonschema_description:"多旧的资料还可以用"`
}

// Telegram is the bot that channels of kind telegram, editors and readers share.
type Telegram struct {
	Token secret.String `yaml:"token" jsonschema_description:"BotFather 给的口令"`
	API   string        `yaml:"api" jsonschema_description:"接口地址"`
	Rate  int           `yaml:"rate" jsonschema_description:"每秒最多几条，所有会话合计"`
	Admin bool          `yaml:"group_admins_sign" jsonschema_description:"编辑群的管理员也可签发"`
}

// Picture is what the pictures of editions are drawn with.
type Picture struct {
	Font Name `yaml:"font" jsonschema_description:"自备字体文件（OTF、TTF、TTC）；留空用内置的"`
	Bold Name `yaml:"bold_font" jsonschema_description:"自备的粗体，标题用；留空用 font"`
}

// Person is somebody of the desk.
type Person struct {
	Name     string `yaml:"name" jsonschema:"required" jsonschema_description:"署名"`
	Role     string `yaml:"role" jsonschema:"required,enum=editor,enum=chief" jsonschema_description:"editor 可改稿，chief 还可签发"`
	Email    string `yaml:"email" jsonschema_description:"邮箱，用统一登录（desk.oidc）时认人"`
	Telegram int64  `yaml:"telegram" jsonschema_description:"Telegram 数字编号"`

	At Position `yaml:"-"`
}

// Delivery is how doubtful and failed deliveries are treated.
type Delivery struct {
	Attempts int           `yaml:"attempts" jsonschema_description:"最多试几次"`
	Timeout  time.Duration `yaml:"timeout" jsonschema_description:"一次发送最久多久"`
	Drain    time.Duration `yaml:"drain" jsonschema_description:"停机时最多等多久"`
}

// Edition is one scheduled bulletin.
type Edition struct {
	Title        string        `yaml:"title" jsonschema_description:"给人看的名称：晚报"`
	Place        Name          `yaml:"place" jsonschema:"required" jsonschema_description:"地点的键"`
	Cron         Name          `yaml:"cron" jsonschema_description:"五段 cron；可加 CRON_TZ=；留空只手动出稿"`
	Days         int           `yaml:"days" jsonschema_description:"登几天"`
	FirstDay     string        `yaml:"first_day" jsonschema:"enum=tomorrow,enum=today" jsonschema_description:"从哪一天登起"`
	Day          string        `yaml:"day" jsonschema:"enum=20-20,enum=00-24,enum=08-08" jsonschema_description:"一个日期指哪 24 小时"`
	Template     Name          `yaml:"template" jsonschema_description:"文章模板"`
	ChatTemplate Name          `yaml:"chat_template" jsonschema_description:"会话短文模板"`
	PushTemplate Name          `yaml:"push_template" jsonschema_description:"一行推送模板"`
	CastTemplate Name          `yaml:"broadcast_template" jsonschema_description:"口播稿模板"`
	DraftTo      List          `yaml:"draft_to" jsonschema_description:"稿件送到哪些渠道"`
	PublishTo    List          `yaml:"publish_to" jsonschema_description:"发布到哪些渠道"`
	Full         List          `yaml:"full_text_to" jsonschema_description:"publish_to 中哪些渠道发全文，其余发短文"`
	Picture      List          `yaml:"picture_to" jsonschema_description:"publish_to 中哪些渠道配图片"`
	Subscribers  bool          `yaml:"subscribers" jsonschema_description:"也发给订阅的读者"`
	Review       string        `yaml:"review" jsonschema:"enum=required,enum=none" jsonschema_description:"要不要签发"`
	Deadline     time.Duration `yaml:"deadline" jsonschema_description:"出稿后多久截稿；0 没有"`
	AtDeadline   string        `yaml:"at_deadline" jsonschema:"enum=hold,enum=publish" jsonschema_description:"到点没签：扣下或照发"`
	Reminders    []Span        `yaml:"reminders" jsonschema_description:"截稿前多久提醒"`
	LateAfter    time.Duration `yaml:"late_after" jsonschema_description:"停机错过的一期，多久之内补出"`
	OnUncertain  string        `yaml:"on_uncertain" jsonschema:"enum=hold,enum=resend" jsonschema_description:"不知发没发出的：等人定，或再发一次"`
	Voice        string        `yaml:"voice" jsonschema:"enum=model,enum=station" jsonschema_description:"以谁的口吻"`
	Audience     string        `yaml:"audience" jsonschema:"enum=closed,enum=public" jsonschema_description:"给谁看"`
	Permitted    string        `yaml:"own_forecast_permitted" jsonschema_description:"依据什么可以对公众发布自己的预报"`
	Correction   Correction    `yaml:"correction" jsonschema_description:"新资料与已发的差多少就开更正稿"`
	House        Section       `yaml:"house" jsonschema_description:"用字体例：预设名，或一组设置"`
	Thresholds   Section       `yaml:"thresholds" jsonschema_description:"改动判别界限"`
	Gate         Section       `yaml:"gate" jsonschema_description:"资料把关规则"`

	At Position `yaml:"-"`
}

// Correction says how far a new forecast may go from what an edition published before a
// correction of it is opened for the desk, and how often that is looked at.
type Correction struct {
	Every   time.Duration `yaml:"every" jsonschema_description:"多久拿新资料核对一次；0s 不核对"`
	Degrees int           `yaml:"degrees" jsonschema_description:"最低、最高气温差几度"`
	Rain    float64       `yaml:"rain_mm" jsonschema_description:"一天雨量差几毫米，并且多一倍或少一半"`
	Gust    int           `yaml:"gust_levels" jsonschema_description:"阵风差几级，六级起才算"`
}

// Span is a length of time in a list.
type Span = time.Duration

// Default sets the defaults of an edition.
func (e *Edition) Default() {
	*e = Edition{
		Days: 6, FirstDay: "tomorrow", Day: "20-20",
		Template: Name{Value: "newspaper"}, ChatTemplate: Name{Value: "chat"},
		PushTemplate: Name{Value: "push"}, CastTemplate: Name{Value: "broadcast"},
		Review: "required", Deadline: 90 * time.Minute, AtDeadline: "hold",
		Reminders: []Span{30 * time.Minute, 10 * time.Minute},
		LateAfter: 2 * time.Hour, OnUncertain: "hold", Voice: "model", Audience: "closed",
		Correction: Correction{Every: time.Hour, Degrees: 3, Rain: 10, Gust: 2},
	}
}

// Default sets the defaults of everything outside the maps.
func (c *Config) Default() {
	*c = Config{
		file:     c.file,
		Timezone: "Asia/Shanghai", Store: "yubao.db", Templates: "templates",
		Log:      Log{Format: "text", Level: "info"},
		Desk:     Desk{Listen: "127.0.0.1:8080", URL: "http://127.0.0.1:8080"},
		Cache:    Cache{MaxAge: 12 * time.Hour},
		Telegram: Telegram{API: "https://api.telegram.org", Rate: 30},
		Delivery: Delivery{Attempts: 12, Timeout: 20 * time.Second, Drain: 15 * time.Second},
	}
}

// Members returns the people of the desk by key.
func (c *Config) Members() map[string]newsroom.Person {
	out := map[string]newsroom.Person{}
	for id, p := range c.People {
		out[id] = newsroom.Person{ID: id, Name: p.Name, Role: newsroom.Role(p.Role), Telegram: p.Telegram}
	}
	return out
}

// ProblemAt returns a problem at a place in the file.
func (c *Config) ProblemAt(at Position, message string) Problem {
	return newProblem(c.file, at, message)
}

// Path returns a path in the file as seen from here: relative ones count from the
// folder of the file.
func (c *Config) Path(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(c.file), path)
}

// PlaceOf returns a place as the core sees it, its zone filled in.
func (c *Config) PlaceOf(id string) weather.Place {
	p := c.Places[id]
	out := weather.Place{ID: id, Name: p.Name, Called: p.Called, Latitude: p.Latitude, Longitude: p.Longitude, Zone: c.Zone(id)}
	if p.Elevation != nil {
		out.Elevation = weather.Some(weather.Meters(*p.Elevation))
	}
	return out
}

// Zone returns the zone of a place; UTC where the file names none that exists, which
// the check has told.
func (c *Config) Zone(place string) *time.Location {
	name := cmp.Or(c.Places[place].Timezone, c.Timezone)
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// ZoneOf returns the zone of an edition's place, the default one for an edition that is
// not configured any more.
func (c *Config) ZoneOf(edition string) *time.Location {
	if e := c.Editions[edition]; e != nil {
		return c.Zone(e.Place.Value)
	}
	return c.Zone("")
}
