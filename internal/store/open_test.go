package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yubao/internal/store"
)

func TestAFileThatCannotServeIsToldByItsFault(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		make func(path string) error
		want error
	}{
		{"a folder of that name", func(path string) error { return os.Mkdir(path, 0o750) }, store.ErrUnwritable},
		{"a file where the folder should be", func(path string) error {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				return err
			}
			return os.WriteFile(filepath.Dir(path), nil, 0o600)
		}, store.ErrUnwritable},
		{"another program's file", func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("garbage ", 4096)), 0o600) }, store.ErrDamaged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "store", "yubao.db")
			if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o750), c.make(path)); err != nil {
				t.Fatal(err)
			}
			if st, err := store.Open(t.Context(), store.Config{DSN: path, Alone: true}); !errors.Is(err, c.want) {
				if err == nil {
					err = st.Close()
				}
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
