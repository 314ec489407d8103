package form

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
)

// Env is what editors need besides the field.
type Env struct {
	App     *app.App
	Run     async.Runner
	Context context.Context
	Zone    *time.Location
}

func (e Env) now() time.Time { return e.App.Now().In(e.Zone) }

// Editor edits one value.
type Editor interface {
	// Object is what the form shows.
	Object() fyne.CanvasObject
	// Set shows a value of the field's kind, nil for none.
	Set(value any)
	// Value is what was typed, nil for nothing; the error says in a sentence what is wrong with it.
	Value() (any, error)
	// Focus is where typing begins, nil if there is nothing to type.
	Focus() fyne.Focusable
}

// NewEditor returns the editor for a field's kind. changed is called after every change by the person.
func NewEditor(env Env, f crm.Field, changed func()) Editor {
	switch f.Kind {
	case crm.LongText:
		return newText(f, NewArea("", 4, func(string) { changed() }))
	case crm.Choice:
		return newChoice(f, changed)
	case crm.MultiChoice:
		return newChoices(f, changed)
	case crm.Bool:
		return newYesNo(changed)
	case crm.Integer, crm.Decimal, crm.Money, crm.Percent, crm.Duration:
		return newNumber(f, changed)
	case crm.Day, crm.Moment:
		return newWhen(env, f, changed)
	case crm.Emails, crm.Phones:
		return newReaches(f, changed)
	case crm.Postal:
		return newPostal(changed)
	case crm.Tags:
		return newFreeWords(f, changed)
	case crm.Link:
		return NewLink(env, f, changed)
	case crm.Links:
		return newLinks(env, f, changed)
	}
	if len(f.Options) > 0 {
		return newWordPicker(f, changed)
	}
	return newText(f, NewInput("", func(string) { changed() }))
}
