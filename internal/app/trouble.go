package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"yubao/internal/remote"
	"yubao/internal/source"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

// SavedError says that a file was no answer that a bulletin can be written from.
type SavedError struct {
	File string
	Err  error
}

func (e *SavedError) Error() string { return "read " + e.File + ": " + e.Err.Error() }
func (e *SavedError) Unwrap() error { return e.Err }

// NoForecastWords says in Chinese why there is no forecast, from which source, what is
// kept, and what to do. Details in English are for the log.
func NoForecastWords(err error) string {
	var saved *SavedError
	if errors.As(err, &saved) {
		return fmt.Sprintf("没有可用的预报资料：%s 用不了，%s\n怎么办：%s", saved.File, answerWords(saved.Err), savedAdvice(saved.Err))
	}
	var failed *source.Failure
	if !errors.As(err, &failed) {
		return "没有可用的预报资料：" + answerWords(err) + "\n怎么办：yubao doctor 逐项检查来源"
	}
	text := "没有可用的预报资料："
	for _, r := range failed.Reasons {
		text += "\n  " + r.Source + "：" + answerWords(r.Err)
	}
	return text + "\n  留存的资料：" + keptWords(failed) + "\n怎么办：" + failureAdvice(failed)
}

// noForecastLine is NoForecastWords on one line, without advice.
func noForecastLine(err error) string {
	var failed *source.Failure
	if !errors.As(err, &failed) {
		return "没有可用的预报资料"
	}
	var said []string
	for _, r := range failed.Reasons {
		said = append(said, r.Source+" "+answerWords(r.Err))
	}
	return "没有可用的预报资料：" + strings.Join(said, "；")
}

// keptWords says which answer is kept and why it does not serve.
func keptWords(f *source.Failure) string {
	if f.Kept.IsZero() {
		return "没有"
	}
	at := f.Kept.In(f.Place.Zone).Format("1月2日15时04分")
	age := f.At.Sub(f.Kept)
	if age > f.MaxAge {
		return fmt.Sprintf("%s取得的，已过%s，超过 cache.max_age 的%s，不再用", at, spanWords(age), spanWords(f.MaxAge))
	}
	return at + "取得的，读不出来：" + answerWords(f.KeptErr)
}

// spanWords is a length of time in whole hours, or minutes below one.
func spanWords(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d分钟", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d小时", int(d.Hours()))
	}
	return fmt.Sprintf("%d天", int(d.Hours()/24))
}

// failureAdvice is what to do when no source has a forecast.
func failureAdvice(f *source.Failure) string {
	reached, limited := false, false
	for _, r := range f.Reasons {
		var status *remote.StatusError
		if errors.As(r.Err, &status) {
			reached = true
			limited = limited || status.Response.Status == http.StatusTooManyRequests
		} else if errors.Is(r.Err, remote.ErrNotJSON) || errors.Is(r.Err, weather.ErrNotForecast) {
			reached = true
		}
	}
	switch {
	case len(f.Reasons) == 0:
		return "在 config.yaml 的 sources 里写上来源"
	case limited:
		return "等限额恢复再运行，或在 config.yaml 的 sources 里再加一个来源"
	case reached:
		return "核对 config.yaml 里 sources 的 url 和密钥；对方故障就稍后再试；yubao doctor 逐项检查"
	}
	return "查本机的网络、域名解析和代理（https_proxy），通了再运行；手头有存下的资料可用 --forecast 文件；只想试用，yubao replay 是不联网的替身"
}

// savedAdvice is what to do about a file.
func savedAdvice(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return "核对文件名和权限"
	case errors.Is(err, remote.ErrEmpty), errors.Is(err, remote.ErrBroken):
		return "重新取一份，取完整"
	}
	return "给 Open-Meteo（/v1/forecast）或 MET Norway（locationforecast）原样的 JSON 答复"
}

// answerWords says in Chinese why another machine could not be asked, or what its answer
// is if no forecast. It never shows an address, since secrets stand in some.
func answerWords(err error) string {
	var status *remote.StatusError
	var service *openmeteo.ServiceError
	switch {
	case errors.As(err, &status):
		return statusWords(status)
	case errors.As(err, &service):
		return "里面是服务的报错：" + reasonWords(service.Reason)
	case errors.Is(err, remote.ErrEmpty):
		return "内容是空的"
	case errors.Is(err, remote.ErrHTML):
		return "内容是网页，不是资料（多半是登录页、代理或出错页）"
	case errors.Is(err, remote.ErrBroken):
		return "内容不完整，JSON 断了"
	case errors.Is(err, remote.ErrNotJSON):
		return "内容不是 JSON"
	case errors.Is(err, remote.ErrShape):
		return "是 JSON，但不是 Open-Meteo 或 MET Norway 的样子"
	case errors.Is(err, weather.ErrNotForecast):
		return "是 JSON，但没有逐时预报、地点或时区"
	case errors.Is(err, fs.ErrNotExist):
		return "没有这个文件"
	case errors.Is(err, fs.ErrPermission):
		return "没有读这个文件的权限"
	case errors.Is(err, remote.ErrTooLong):
		return "内容太长"
	}
	if words, ok := networkWords(err); ok {
		return words
	}
	return "内容读不通：列的长短、时刻或单位不对"
}

// networkWords says in Chinese what keeps two machines apart.
func networkWords(err error) (words string, ok bool) {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var network net.Error
	switch {
	case errors.As(err, &dns):
		return "域名解析不了", true
	case errors.As(err, &certificate), errors.As(err, &authority):
		return "证书不对或不受信任", true
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		return "连不上，超时", true
	case errors.Is(err, syscall.ECONNREFUSED):
		return "对方拒绝连接", true
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "网络不通", true
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "连上后中断了", true
	case errors.As(err, &network), strings.Contains(err.Error(), "proxyconnect"):
		return "连不上", true
	}
	return "", false
}

// statusWords says in Chinese what an HTTP status means, and what the service added.
func statusWords(e *remote.StatusError) string {
	status := e.Response.Status
	text := fmt.Sprintf("答复是 HTTP %d", status)
	switch {
	case status == http.StatusTooManyRequests:
		text += "，请求太多，被限额"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		text += "，不许用：密钥不对，或没有表明身份"
	case status == http.StatusNotFound:
		text += "，地址不对"
	case status >= 500:
		text += "，对方故障"
	case status >= 300 && status < 400:
		text += "，要转到别处"
	default:
		text += "，请求被拒"
	}
	if reason := openmeteo.Reason(e.Response.Body); reason != "" {
		text += "（" + reasonWords(reason) + "）"
	}
	return text
}

// reasons are what Open-Meteo says, by how it begins.
// https://open-meteo.com/en/docs and the service's public source
var reasons = []struct{ english, chinese string }{
	{"Minutely API request limit", "一分钟的次数用完了，一分钟后恢复"},
	{"Hourly API request limit", "一小时的次数用完了，下个钟点恢复"},
	{"Daily API request limit", "一天的次数用完了，北京时间次日8时恢复"},
	{"Too many concurrent requests", "同时问的太多，过几秒再问"},
	{"API key required", "这个地址要密钥（apikey）"},
	{"The supplied API key is invalid", "密钥不对"},
	{"Latitude must be", "纬度超出范围"},
	{"Longitude must be", "经度超出范围"},
	{"Invalid timezone", "时区名称不对"},
	{"No data is available", "这个地点没有资料"},
	{"Forecast days is invalid", "要的天数太多"},
	{"Your API call requests too much data", "一次要的太多"},
	{"Not Found", "没有这个地址"},
	{"The service is overloaded", "服务繁忙"},
}

// reasonWords is what the service says, in its own words where no others are known.
func reasonWords(reason string) string {
	for _, r := range reasons {
		if strings.HasPrefix(reason, r.english) {
			return r.chinese
		}
	}
	return "原话：" + reason
}
