package present

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/words"
)

// Settings is everything that the settings page shows.
type Settings struct {
	Look       string // as package look stores it
	Language   string // "" = the system's
	Me         crm.Record
	Currency   string
	Letters    string // "off" where single letters are no keys
	Sample     bool
	Connected  bool
	Connection replica.Connection
	Guarantee  []string // what the sync can promise with this provider
}

// LoadSettings reads the settings; look and letters are the names of the settings of appearance and keys.
func LoadSettings(ctx context.Context, a *app.App, look, letters string) (Settings, error) {
	var s Settings
	var err error
	if s.Look, err = a.Setting(ctx, look); err != nil {
		return s, err
	}
	if s.Language, err = a.Setting(ctx, words.Setting); err != nil {
		return s, err
	}
	if s.Letters, err = a.Setting(ctx, letters); err != nil {
		return s, err
	}
	me, err := a.Setting(ctx, app.SettingMe)
	if err != nil {
		return s, err
	}
	if me != "" {
		if s.Me, err = a.Get(ctx, crm.Ref{Entity: "user", ID: me}); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return s, err
		}
	}
	loc, err := a.Locale(ctx)
	if err != nil {
		return s, err
	}
	s.Currency = loc.Currency
	if s.Sample, err = a.HasSample(ctx); err != nil {
		return s, err
	}
	s.Connection, err = a.Connection(ctx)
	s.Connected = err == nil
	if err != nil {
		if crm.CodeOf(err) == crm.CodeNotFound {
			err = nil
		}
		return s, err
	}
	s.Guarantee, err = a.Guarantee(ctx)
	return s, err
}

// OwnKindLabels names the kinds of own fields that a person can choose, in order.
var OwnKindLabels = []struct {
	Kind  crm.Kind
	Label string
}{
	{crm.Text, words.Key("Text")},
	{crm.LongText, words.Key("Long text")},
	{crm.Choice, words.Key("One of a list")},
	{crm.MultiChoice, words.Key("Several of a list")},
	{crm.Bool, words.Key("Yes or no")},
	{crm.Integer, words.Key("Whole number")},
	{crm.Decimal, words.Key("Number")},
	{crm.Percent, words.Key("Percent")},
	{crm.Day, words.Key("Date")},
	{crm.Moment, words.Key("Date and time")},
	{crm.Duration, words.Key("Duration")},
	{crm.URL, words.Key("Web address")},
	{crm.Tags, words.Key("Tags")},
}

// KindLabel names a kind for a person.
func KindLabel(k crm.Kind) string {
	for _, l := range OwnKindLabels {
		if l.Kind == k {
			return words.T(l.Label)
		}
	}
	return string(k)
}

// OwnFields lists what was added to an entity: own fields, and further answers of the fields that it has.
func OwnFields(e *crm.Entity) []crm.Field { return e.Added() }

// NewOwnField makes a field of what was typed; answers are separated by commas or lines.
func NewOwnField(label string, kind crm.Kind, answers string) crm.Field {
	f := crm.Field{Name: crm.OwnName(label), Label: strings.TrimSpace(label), Kind: kind, Own: true}
	if kind != crm.Choice && kind != crm.MultiChoice {
		return f
	}
	seen := map[string]bool{}
	for _, a := range strings.FieldsFunc(answers, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if a = strings.TrimSpace(a); a != "" && !seen[strings.ToLower(a)] {
			seen[strings.ToLower(a)] = true
			f.Options = append(f.Options, crm.Option{Value: a, Label: a})
		}
	}
	return f
}

// DiagnosticsName proposes a file beside the database.
func DiagnosticsName(file string, now time.Time) string {
	name := "satchel-diagnostics-" + now.Format("2006-01-02-150405") + ".json"
	if file == "" {
		return name
	}
	return filepath.Join(filepath.Dir(file), name)
}

// SheetName proposes a file beside the database for the sheet of a person, whom the name does not tell.
func SheetName(file string, now time.Time) string {
	return filepath.Join(filepath.Dir(file), "satchel-sheet-"+now.Format("2006-01-02-150405")+".html")
}

// ErasureName proposes a file beside the database for the report of an erase.
func ErasureName(file string, now time.Time) string {
	return filepath.Join(filepath.Dir(file), "satchel-erased-"+now.Format("2006-01-02-150405")+".txt")
}
