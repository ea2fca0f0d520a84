package main

import (
	"errors"
	"fmt"
	"strings"

	"yubao/internal/app"
	"yubao/internal/edition"
	"yubao/internal/gate"
)

// failed gives an error its exit code and, where it tells more than its kind, its words.
func (s *session) failed(err error) error {
	var bad *app.ConfigError
	if errors.As(err, &bad) {
		return errors.Join(s.tell(bad.Problems, false), &failure{code: exitFailed})
	}
	var unknown *app.UnknownEdition
	if errors.As(err, &unknown) {
		text := fmt.Sprintf("没有“%s”这一期；已有的：%s", unknown.Name, strings.Join(unknown.Known, "、"))
		if near, ok := unknown.Nearest(); ok {
			text = fmt.Sprintf("没有“%s”这一期，是不是“%s”？", unknown.Name, near)
		}
		return &failure{code: exitFailed, err: &told{text: text, cause: err}}
	}
	var nobody *app.UnknownPerson
	if errors.As(err, &nobody) {
		text := fmt.Sprintf("people 里没有“%s”；已有的：%s", nobody.Key, strings.Join(nobody.Known, "、"))
		if near, ok := nobody.Nearest(); ok {
			text = fmt.Sprintf("people 里没有“%s”，是不是“%s”？", nobody.Key, near)
		}
		return &failure{code: exitFailed, err: &told{text: text, cause: err}}
	}
	var refused *edition.Refused
	if errors.As(err, &refused) {
		text := "资料没有通过把关，不出稿："
		for _, f := range refused.Report.With(gate.Refuse) {
			text += fmt.Sprintf("\n  %s：%s", f.Rule, f.Note)
		}
		return &failure{code: exitRefused, err: &told{text: text, cause: err}}
	}
	if errors.Is(err, app.ErrNoForecast) {
		return &failure{code: exitNoForecast, err: &told{text: app.NoForecastWords(err), cause: err}}
	}
	return err
}
