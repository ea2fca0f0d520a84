package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"yubao/internal/retry"
)

// Error is the Bot API's refusal of a call.
type Error struct {
	Method      string
	Code        int    // as HTTP statuses
	Description string // in the words of the server; no contract
	RetryAfter  time.Duration
	MigrateTo   int64 // the supergroup that the group became, 0 for none
}

// Error returns the method, the code and the server's words.
func (e *Error) Error() string {
	return fmt.Sprintf("telegram %s: %d %s", e.Method, e.Code, e.Description)
}

// descriptions refines the code by the server's words, which the source of
// github.com/tdlib/telegram-bot-api has. The first that occurs decides.
var descriptions = []struct {
	code   int
	phrase string
	scope  retry.Scope
}{
	{http.StatusBadRequest, "chat not found", retry.ScopeTarget}, // wrong id, or the user never spoke to the bot
	{http.StatusBadRequest, "message thread not found", retry.ScopeTarget},
	{http.StatusBadRequest, "topic_closed", retry.ScopeTarget},
	{http.StatusBadRequest, "topic_deleted", retry.ScopeTarget},
	{http.StatusBadRequest, "not enough rights", retry.ScopeTarget},
	{http.StatusBadRequest, "have no rights to send", retry.ScopeTarget},
	{http.StatusBadRequest, "need administrator rights", retry.ScopeTarget},
	{http.StatusBadRequest, "chat_write_forbidden", retry.ScopeTarget},
	{http.StatusBadRequest, "peer_id_invalid", retry.ScopeTarget},
	{http.StatusBadRequest, "user not found", retry.ScopeTarget},
	{http.StatusBadRequest, "group chat was upgraded", retry.ScopeTarget}, // without the new id
}

// tagged marks e with what it asks for. Every refusal that the server put into words
// was certainly not carried out; a failure of the server itself may have been.
func (e *Error) tagged() error {
	switch {
	case e.Code == http.StatusTooManyRequests:
		if e.RetryAfter <= 0 {
			e.RetryAfter = patience
		}
		// The chat keeps quiet; when a second one is refused, the whole bot does (package courier).
		return retry.After(e.RetryAfter+grace, retry.ScopeTarget, e)
	case e.Code == http.StatusConflict: // two pollers on one token
		return retry.After(patience, retry.ScopeChannel, e)
	case e.Code == http.StatusUnauthorized, e.Code == http.StatusNotFound: // token revoked; wrong endpoint
		return retry.Permanent(retry.ScopeChannel, e)
	case e.Code == http.StatusForbidden: // blocked, kicked, deactivated, deleted
		return retry.Permanent(retry.ScopeTarget, e)
	case e.Code >= 400 && e.Code < 500:
		return retry.Permanent(e.scope(), e)
	}
	return retry.Uncertain(e)
}

func (e *Error) scope() retry.Scope {
	for _, d := range descriptions {
		if e.Code == d.code && strings.Contains(strings.ToLower(e.Description), d.phrase) {
			return d.scope
		}
	}
	return retry.ScopeMessage
}

// says reports whether err is the Bot API's refusal in the given words.
func says(err error, phrase string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == http.StatusBadRequest && strings.Contains(strings.ToLower(e.Description), phrase)
}

// IsUnchanged reports whether an edit was refused because it had already happened.
func IsUnchanged(err error) bool { return says(err, "message is not modified") }

// IsGone reports whether a message can no longer be edited or deleted: a new one
// must take its place.
func IsGone(err error) bool {
	return says(err, "message to edit not found") || says(err, "message can't be edited") ||
		says(err, "message can't be deleted") || says(err, "message to delete not found") || says(err, "message_id_invalid")
}

// IsLateAnswer reports whether a callback query was answered too late, which is
// harmless: the tap still counts.
func IsLateAnswer(err error) bool { return says(err, "query is too old") }
