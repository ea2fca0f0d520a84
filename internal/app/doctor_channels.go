package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/smtp"
	"net/url"
	"strconv"
	"time"

	"yubao/internal/channel/email"
	"yubao/internal/channel/file"
	"yubao/internal/channel/telegram"
	"yubao/internal/config"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

// outsideWords says in Chinese why another machine could not be asked. It never shows
// an address, since secrets stand in some.
func outsideWords(err error) string {
	var status *remote.StatusError
	if errors.As(err, &status) {
		return statusWords(status)
	}
	if words, ok := networkWords(err); ok {
		return words
	}
	return "连不上"
}

// botHealth asks who the bot is and what it may do in each chat of the configuration.
func botHealth(ctx context.Context, client *telegram.Client, c *config.Config) []Diagnosis {
	const part = "Telegram 机器人"
	ctx, cancel := context.WithTimeout(ctx, 2*doctorPatience)
	defer cancel()
	var me struct {
		Username string `json:"username"`
	}
	if err := ask(ctx, client, "getMe", nil, &me); err != nil {
		var refused *telegram.Error
		if errors.As(err, &refused) && (refused.Code == 401 || refused.Code == 404) {
			return []Diagnosis{{part, Bad, "口令不对", "向 @BotFather 要新的口令，更新 TELEGRAM_TOKEN"}}
		}
		return []Diagnosis{{part, Bad, outsideWords(err), "查网络和代理；国内机器要能连到 telegram.api 的地址"}}
	}
	out := []Diagnosis{{part, Well, "口令有效，@" + me.Username, ""}}
	for _, name := range sortedKeys(c.Channels) {
		k := c.Channels[name]
		var settings telegram.Config
		if k.Name != "telegram" || len(k.Settings.Decode(&settings)) > 0 || settings.Chat == "" {
			continue
		}
		out = append(out, chatHealth(ctx, client, name, settings.Chat))
	}
	return out
}

func ask(ctx context.Context, client *telegram.Client, method string, params telegram.Params, into any) error {
	body, err := client.Call(ctx, method, params)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}

// chatHealth asks what the bot may do in a chat.
// https://core.telegram.org/bots/api#chatmember
func chatHealth(ctx context.Context, client *telegram.Client, name, chat string) Diagnosis {
	part := "渠道 " + name
	var about struct {
		Type        string `json:"type"`
		Title       string `json:"title"`
		Permissions *struct {
			Send *bool `json:"can_send_messages"`
		} `json:"permissions"`
	}
	if err := ask(ctx, client, "getChat", telegram.Params{"chat_id": chat}, &about); err != nil {
		var refused *telegram.Error
		if errors.As(err, &refused) {
			return Diagnosis{part, Bad, "找不到会话 " + chat, "把机器人拉进群或频道，再核对编号（群的编号是负数）"}
		}
		return Diagnosis{part, Bad, outsideWords(err), "查网络和代理"}
	}
	if about.Type == "private" {
		return Diagnosis{part, Well, "可以发给这个人", ""}
	}
	var member struct {
		Status string `json:"status"`
		Post   bool   `json:"can_post_messages"`
		Send   bool   `json:"can_send_messages"`
	}
	if err := ask(ctx, client, "getChatMember", telegram.Params{"chat_id": chat, "user_id": strconv.FormatInt(client.ID(), 10)}, &member); err != nil {
		return Diagnosis{part, Bad, "看不到机器人在“" + about.Title + "”里的权限", "把机器人重新拉进去"}
	}
	where := "“" + about.Title + "”"
	muted := about.Permissions != nil && about.Permissions.Send != nil && !*about.Permissions.Send
	switch {
	case member.Status == "left" || member.Status == "kicked":
		return Diagnosis{part, Bad, "机器人不在" + where + "里", "把机器人拉进去；被移出的先解除封禁"}
	case about.Type == "channel" && member.Status != "creator" && !(member.Status == "administrator" && member.Post):
		return Diagnosis{part, Bad, "机器人在频道" + where + "里不能发消息", "设为管理员并给“发布消息”的权限"}
	case member.Status == "restricted" && !member.Send, member.Status == "member" && muted:
		return Diagnosis{part, Bad, "机器人在" + where + "里被禁言", "解除限制，或设为管理员"}
	}
	return Diagnosis{part, Well, "能发到" + where, ""}
}

// channelHealth looks whether a channel's service can be reached, without sending.
func channelHealth(ctx context.Context, name string, k config.Kind) []Diagnosis {
	part := "渠道 " + name
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	switch k.Name {
	case "telegram":
		return nil // told with the bot
	case "console":
		return []Diagnosis{{part, Well, "打印在屏幕上", ""}}
	case "file":
		var settings file.Config
		_ = k.Settings.Decode(&settings) // faults were told with the configuration
		if settings.Path != "" && writable(settings.Path) != nil {
			return []Diagnosis{{part, Worry, "文件夹 " + settings.Path + " 还不能写", "建好文件夹，交给运行 yubao 的用户"}}
		}
		return []Diagnosis{{part, Well, "写到文件", ""}}
	case "email":
		var settings email.Config
		if len(k.Settings.Decode(&settings)) > 0 {
			return nil
		}
		return []Diagnosis{mailHealth(ctx, part, settings)}
	}
	address, ok := serviceOf(k)
	if !ok {
		return nil
	}
	if err := reach(ctx, address); err != nil {
		return []Diagnosis{{part, Bad, address.Hostname() + " " + outsideWords(err), "查网络、代理和防火墙；地址是否抄全"}}
	}
	return []Diagnosis{{part, Well, address.Hostname() + " 连得上（没有发消息）", ""}}
}

// services are where the apps' messages go unless the section says otherwise.
var services = map[string]string{"wecom_app": "https://qyapi.weixin.qq.com", "feishu_app": "https://open.feishu.cn"}

// serviceOf is the address that a channel posts to.
func serviceOf(k config.Kind) (*url.URL, bool) {
	var settings struct {
		Webhook secret.String `yaml:"webhook"`
		URL     secret.String `yaml:"url"`
		API     string        `yaml:"api"`
	}
	_ = k.Settings.Decode(&settings) // other keys are the channel's business
	text := cmp.Or(settings.Webhook.Reveal(), settings.URL.Reveal(), settings.API, services[k.Name])
	address, err := url.Parse(text)
	return address, err == nil && address.Host != ""
}

// reach connects, with TLS where the address asks for it, and says nothing.
func reach(ctx context.Context, address *url.URL) error {
	port := address.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[address.Scheme]
	}
	host := net.JoinHostPort(address.Hostname(), port)
	dial := (&net.Dialer{}).DialContext
	if address.Scheme == "https" {
		dial = (&tls.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", host)
	if err != nil {
		return err
	}
	return conn.Close()
}

// mailTLS is the port on which mail servers speak TLS from the first byte (RFC 8314).
const mailTLS = 465

// mailHealth greets the mail server and starts TLS; it does not log in and sends nothing.
func mailHealth(ctx context.Context, part string, c email.Config) Diagnosis {
	port := cmp.Or(c.Port, mailTLS)
	host := net.JoinHostPort(c.Host, strconv.Itoa(port))
	secure := &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12}
	dial := (&net.Dialer{}).DialContext
	if port == mailTLS {
		dial = (&tls.Dialer{Config: secure}).DialContext
	}
	conn, err := dial(ctx, "tcp", host)
	if err != nil {
		return Diagnosis{part, Bad, host + " " + outsideWords(err), "查 host 和 port；云主机常封 25 端口，用 465 或 587"}
	}
	defer conn.Close() //nolint:errcheck // nothing was sent
	if end, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(end)
	} else {
		_ = conn.SetDeadline(time.Now().Add(doctorPatience))
	}
	client, err := smtp.NewClient(conn, c.Host)
	if err == nil {
		err = client.Hello("localhost")
	}
	if err != nil {
		return Diagnosis{part, Bad, host + " 不像邮件服务器", "查 port：465 是直接加密，587 是先问候再加密"}
	}
	defer client.Close() //nolint:errcheck // nothing was sent
	if port == mailTLS || c.Insecure {
		return Diagnosis{part, Well, host + " 答应了问候（没有登录，没有发信）", ""}
	}
	if ok, _ := client.Extension("STARTTLS"); !ok {
		return Diagnosis{part, Bad, host + " 不支持加密（STARTTLS）", "换 465 端口；只有本机的邮件服务才写 insecure: true"}
	}
	if err := client.StartTLS(secure); err != nil {
		return Diagnosis{part, Bad, host + " 加密没有成功：" + outsideWords(err), "查服务器的证书是否与 host 一致、是否过期"}
	}
	return Diagnosis{part, Well, host + " 加密正常（没有登录，没有发信）", ""}
}
