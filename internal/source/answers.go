package source

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"yubao/internal/weather"
)

// FileAnswers keeps answers in files of a folder, which it makes when it first saves:
// one file a key, gzip over JSON, replaced as a whole, so that a crash leaves the old
// one. Several processes may share the folder.
type FileAnswers string

// Save keeps an answer.
func (dir FileAnswers) Save(_ context.Context, key string, a weather.Answer) error {
	if err := dir.save(key, a); err != nil {
		return fmt.Errorf("save answer %s: %w", key, err)
	}
	return nil
}

func (dir FileAnswers) save(key string, a weather.Answer) error {
	if err := os.MkdirAll(string(dir), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(string(dir), ".answer-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // in vain after the rename
	z := gzip.NewWriter(f)
	if err := errors.Join(json.NewEncoder(z).Encode(a), z.Close(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), dir.path(key))
}

// Load returns the answer kept under key.
func (dir FileAnswers) Load(_ context.Context, key string) (weather.Answer, error) {
	a, err := dir.load(key)
	if err != nil {
		return weather.Answer{}, fmt.Errorf("load answer %s: %w", key, err)
	}
	return a, nil
}

func (dir FileAnswers) load(key string) (a weather.Answer, err error) {
	f, err := os.Open(dir.path(key))
	if err != nil {
		return a, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return a, err
	}
	return a, json.NewDecoder(z).Decode(&a)
}

func (dir FileAnswers) path(key string) string {
	return filepath.Join(string(dir), url.QueryEscape(key)+".json.gz")
}
