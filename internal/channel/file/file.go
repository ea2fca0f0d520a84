// Package file writes each message to a file of its own, for programs that pick up
// texts from a folder. A file appears whole or not at all, and the same delivery
// always has the same name, so that writing it twice leaves it once.
package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/pattern"
)

// Config is the section channels.<name>.file.
type Config struct {
	Path string `yaml:"path"` // folder; made if it does not exist
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	if c.Path == "" {
		return errors.New("path: missing")
	}
	return nil
}

// Channel is a folder.
type Channel struct{ folder string }

// New returns the channel of a folder, which it makes at the first message.
func New(config Config) (*Channel, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	return &Channel{folder: config.Path}, nil
}

// Limits are none; a delivery overwrites its own file.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{Photo: delivery.PhotoWith, InFlight: 1, Editable: true, Idempotent: 365 * 24 * time.Hour}
}

// Send writes <key>.txt, and <key>.png before it when there is a picture. The
// receipt's MessageID is the name of the text.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	name := nameOf(target, m) + ".txt"
	return delivery.Receipt{MessageID: name}, c.put(ctx, name, m)
}

// Edit replaces the text and picture of a message that was written before.
func (c *Channel) Edit(ctx context.Context, _ delivery.Target, messageID string, m delivery.Message) error {
	return c.put(ctx, filepath.Base(messageID), m)
}

func (c *Channel) put(ctx context.Context, name string, m delivery.Message) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("file: %w", err)
	}
	if err := os.MkdirAll(c.folder, 0o755); err != nil {
		return fmt.Errorf("file: %w", err)
	}
	if len(m.Photo) > 0 {
		picture := name[:len(name)-len(filepath.Ext(name))] + ".png"
		if err := c.write(picture, m.Photo); err != nil {
			return fmt.Errorf("file: %w", err)
		}
	}
	text := m.TextWithLinks() + "\n"
	if m.Title != "" {
		text = m.Title + "\n\n" + text
	}
	if err := c.write(name, []byte(text)); err != nil {
		return fmt.Errorf("file: %w", err)
	}
	return nil
}

// write puts data on the disk under another name first, then renames.
func (c *Channel) write(name string, data []byte) error {
	f, err := os.CreateTemp(c.folder, ".yubao-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing is left there after the rename
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(c.folder, name)); err != nil {
		return err
	}
	folder, err := os.Open(c.folder)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// unsafe matches what does not belong in the name of a file.
var unsafe = pattern.New(`[^\p{L}\p{N}._-]+`)

// nameOf returns a name without a path, for a message without a key made of its content.
func nameOf(target delivery.Target, m delivery.Message) string {
	key := m.Key
	if key == "" {
		sum := sha256.Sum256([]byte(target.Address + "\x00" + m.Title + "\x00" + m.Text))
		key = hex.EncodeToString(sum[:8])
	}
	name := unsafe.Regexp().ReplaceAllString(key, "_")
	if name[0] == '.' {
		name = "_" + name[1:]
	}
	return name[:min(len(name), 200)]
}
