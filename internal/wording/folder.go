package wording

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// readFiles reads the folder; one that is not there has no files.
func (s *Shelf) readFiles() map[string]string { return ReadAll(os.DirFS(s.Folder)) }

// readText reads one file, a byte more than is allowed at most.
func readText(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, MostText+1))
	return string(text), err
}

// writeFile puts a text into the folder in one step: a reader sees the old or the new
// file, never half of one.
func (s *Shelf) writeFile(it *item, text string) (err error) {
	path := filepath.Join(s.Folder, fileOf(it.name))
	if err := os.MkdirAll(s.Folder, 0o755); err != nil {
		return fmt.Errorf("folder of templates: %w", err)
	}
	half, err := os.CreateTemp(s.Folder, ".yubao-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", path, errors.Join(err, os.Remove(half.Name())))
		}
	}()
	_, err = half.WriteString(text)
	if err = errors.Join(err, half.Chmod(modeOf(path)), half.Sync(), half.Close()); err != nil {
		return err
	}
	return os.Rename(half.Name(), path)
}

// modeOf keeps the permissions that a file has.
func modeOf(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

// Times of the watch.
const (
	settle   = 200 * time.Millisecond // editors save in several steps
	saving   = 3 * time.Second        // a file that is empty so long is meant to be
	lookOver = 30 * time.Second       // network file systems tell nothing; the store tells nothing either
)

// Watch looks at the folder again whenever something in it moves, until ctx ends.
// Changes go to tell. The folder is watched, not its files: editors replace files, and
// a link that is switched over shows under another name.
func (s *Shelf) Watch(ctx context.Context, tell func(context.Context, []Change, error)) error {
	events, errs, stop := s.notifications()
	defer stop()
	over := time.NewTicker(lookOver)
	defer over.Stop()
	quiet := time.NewTimer(0)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-events:
			quiet.Reset(settle)
			continue
		case <-errs: //nolint:errcheck // what it says does not matter
			quiet.Reset(settle) // events may be lost: look
			continue
		case <-over.C:
		case <-quiet.C:
		}
		changes, err := s.Refresh(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // stopping is no failure
		}
		if s.unfinished() {
			quiet.Reset(saving)
		}
		if err != nil || len(changes) > 0 {
			tell(ctx, changes, err)
		}
	}
}

// notifications are the file system's; where it has none the regular look stays.
func (s *Shelf) notifications() (<-chan fsnotify.Event, <-chan error, func()) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, nil, func() {}
	}
	if err := watcher.Add(s.Folder); err != nil {
		_ = watcher.Close()
		return nil, nil, func() {}
	}
	return watcher.Events, watcher.Errors, func() { _ = watcher.Close() }
}
