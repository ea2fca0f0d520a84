package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yubao/internal/channel/telegram"
)

// Profile is how the bot is known: its name, which commands in groups are addressed to,
// and the menu of commands. Without network the name stays unknown and is asked again.
// It is safe for concurrent use.
type Profile struct {
	API  API
	Menu any // the commands, in the form of setMyCommands
	Log  *slog.Logger

	mu       sync.Mutex
	username string
}

// profileEvery is how long to wait before asking again after a failure.
const profileEvery = time.Minute

// Username returns the bot's name without @, "" while it is unknown.
func (p *Profile) Username() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.username
}

// Run learns the name and sets the menu, and tries again until it has or ctx ends.
func (p *Profile) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := p.introduce(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			p.Log.WarnContext(ctx, "bot not introduced", "err", err)
		}
		pause(ctx, profileEvery)
	}
	return nil
}

func (p *Profile) introduce(ctx context.Context) error {
	raw, err := p.API.Call(ctx, "getMe", telegram.Params{})
	if err != nil {
		return err
	}
	var me User
	if err := json.Unmarshal(raw, &me); err != nil {
		return fmt.Errorf("read getMe: %w", err)
	}
	p.mu.Lock()
	p.username = me.Username
	p.mu.Unlock()
	menu, err := json.Marshal(p.Menu)
	if err != nil {
		return err
	}
	_, err = p.API.Call(ctx, "setMyCommands", telegram.Params{"commands": string(menu)})
	return err
}
