package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// load reads the catalogues: one file for each language, named after it. They travel inside the program, so a broken one is a defect
// that no run survives.
func load(files fs.FS) *i18n.Bundle {
	bundle := i18n.NewBundle(language.English)
	names, err := fs.Glob(files, "*.json")
	for _, name := range names {
		if err == nil {
			err = add(bundle, files, name)
		}
	}
	if err != nil {
		panic(err)
	}
	return bundle
}

// add reads one catalogue. It is not read by go-i18n itself, to which a key such as "Other" would not be a text but a plural form.
func add(bundle *i18n.Bundle, files fs.FS, name string) error {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
	if err != nil {
		return fmt.Errorf("%s is not named after a language: %w", name, err)
	}
	var texts map[string]any
	if err := json.Unmarshal(data, &texts); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for key, text := range texts {
		m, err := i18n.NewMessage(text)
		if err != nil {
			return fmt.Errorf("%s: %q: %w", name, key, err)
		}
		m.ID = key
		if err := bundle.AddMessages(tag, m); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// formatsOf returns the texts with values of all catalogues.
func formatsOf(files fs.FS) []string {
	names, _ := fs.Glob(files, "*.json")
	keys := map[string]bool{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		var texts map[string]any
		if err != nil || json.Unmarshal(data, &texts) != nil {
			continue // load says so
		}
		for key := range texts {
			if verb.MatchString(key) && strings.Contains(key, " ") {
				keys[key] = true
			}
		}
	}
	return slices.Collect(maps.Keys(keys))
}
